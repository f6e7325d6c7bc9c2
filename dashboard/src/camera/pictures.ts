// How frames are encoded: as a video where this browser and the gateway can, else as JPEGs.

import { H264, JPEG, type Ladder } from "./levels";
import type { FrameAck, FrameRefused } from "./wire";

/** So many failures in a row, and JPEGs it is. */
const MOST_FAILURES = 3;

/** `canEncode` asks the browser whether it can. */
export function createPictures(canEncode: () => Promise<boolean>) {
  let can = false;
  let wanted = false;
  let anew = true;
  let failures = 0;
  const isVideo = (): boolean => can && wanted && failures < MOST_FAILURES;
  return {
    /** See what this browser can. */
    look: async (): Promise<void> => {
      can = await canEncode();
    },
    /** A connection begins: what the one before carried isn't leaned on. */
    started: (taken: readonly string[]): void => {
      wanted = taken.includes("h264");
      anew = true;
    },
    ladder: (): Ladder => (isVideo() ? H264 : JPEG),
    /** Whether the frame that is taken now has to be a key frame; asked once a frame. */
    anew: (): boolean => {
      const asked = anew;
      anew = false;
      return asked;
    },
    failed: (): void => {
      failures += 1;
    },
    answered: (message: FrameAck | FrameRefused): void => {
      if (message.type === "ack") failures = 0;
      else anew = true;
      if (message.type === "refused" && message.name === "not_h264") failures += 1;
    },
  };
}
