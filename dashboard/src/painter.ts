// A video's pictures on a canvas, each with its own media time.
//
// A browser puts a video's picture on the screen before it says so: what stands beside it would be of another frame for
// a moment. A canvas shows what was painted last, and is on the screen together with all that was changed with it.

const MOST_TRIES = 3;
/** After these a picture can be painted that was told of too early. */
const READY = ["loadeddata", "seeked"] as const;

/** Paints each picture that the video comes to, and tells its time; the answer ends it. */
export function paintPictures(
  video: HTMLVideoElement,
  canvas: HTMLCanvasElement,
  mayBegin: () => boolean,
  painted: (time_s: number) => void,
): () => void {
  let [handle, told_s] = [0, 0];
  const look = (): void => {
    if (!mayBegin() || video.seeking || video.readyState < video.HAVE_CURRENT_DATA) return;
    const time_s = paint(video, canvas, told_s);
    if (time_s !== null) painted(time_s);
  };
  const hear = (_: number, { mediaTime }: VideoFrameCallbackMetadata): void => {
    told_s = mediaTime;
    look();
    handle = video.requestVideoFrameCallback(hear);
  };
  handle = video.requestVideoFrameCallback(hear);
  for (const event of READY) video.addEventListener(event, look);
  return () => {
    video.cancelVideoFrameCallback(handle);
    for (const event of READY) video.removeEventListener(event, look);
  };
}

/** Tells the time of the picture that was painted; null: the video has none at the moment, the browser tells of its next.
 *
 * `told_s` is what the browser said, which may be the time of the picture before. */
function paint(video: HTMLVideoElement, canvas: HTMLCanvasElement, told_s: number): number | null {
  let at_s = timeOfPicture(video, told_s);
  if (at_s === null) return null;
  const [width, height] = [video.videoWidth, video.videoHeight];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    const after_s = timeOfPicture(video, told_s);
    if (after_s === null || after_s === at_s) break;
    at_s = after_s;
  }
  canvas.dataset.painted = at_s.toFixed(6);
  return at_s;
}

/** The time of the picture that the video has now, `told_s` where a browser can't say; null: it has none [s]. */
function timeOfPicture(video: HTMLVideoElement, told_s: number): number | null {
  if (typeof VideoFrame === "undefined") return told_s;
  try {
    const picture = new VideoFrame(video);
    picture.close();
    return picture.timestamp / 1e6;
  } catch (error) {
    // Between two pictures of a video that is being replaced there is none, whatever its ready state says.
    if (error instanceof DOMException && error.name === "InvalidStateError") return null;
    throw error;
  }
}
