"""What an analysed video comes to: report, table of frames, drawn video, and what is said in a terminal."""
