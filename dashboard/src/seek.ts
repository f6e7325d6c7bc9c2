// Leads a video to a media time, one seek at a time: what was asked for last is where it ends.

const going = new WeakMap<HTMLVideoElement, number>();

export function seekTo(video: HTMLVideoElement, target_s: number): void {
  const waits = going.has(video);
  going.set(video, target_s);
  if (waits) return;
  if (video.readyState > 0) go(video);
  else video.addEventListener("loadedmetadata", () => go(video), { once: true });
}

function go(video: HTMLVideoElement): void {
  const target_s = going.get(video) ?? 0;
  const there = (): void => (going.get(video) === target_s ? void going.delete(video) : go(video));
  video.addEventListener("seeked", () => shown(video, there), { once: true });
  video.currentTime = target_s;
}

/** Calls once the picture is on the screen, as a video that seeks on has none; where it was there before, soon. */
function shown(video: HTMLVideoElement, then: () => void): void {
  let called = false;
  const once = (): void => {
    if (!called) then();
    called = true;
  };
  video.requestVideoFrameCallback(once);
  requestAnimationFrame(() => requestAnimationFrame(once));
}
