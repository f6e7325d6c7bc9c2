"""What the lifter `perfectform` is made of: what its network sees, the network with its memory, bones, the place."""
