// Reads the number that is drawn into the lower left corner of pictures, and when each was taken or shown: window.numbers.
(() => {
  const SIDE = 48;
  const CELL = SIDE / 6;
  const small = document.createElement("canvas");
  [small.width, small.height] = [SIDE, SIDE];
  const context = small.getContext("2d", { willReadFrequently: true });

  /** The colour in the middle of each of the number's 6 x 6 cells: 108 numbers. */
  const cellsOf = (picture, width, height, share) => {
    const side = share * height;
    context.drawImage(picture, 0, height - side, side, side, 0, 0, SIDE, SIDE);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return Array.from({ length: 36 }, (_, cell) => {
      const at = 4 * ((Math.floor(cell / 6) * CELL + CELL / 2) * SIDE + (cell % 6) * CELL + CELL / 2);
      return [data[at], data[at + 1], data[at + 2]];
    }).flat();
  };
  const since = (ms) => (performance.timeOrigin + ms) / 1000;

  window.numbers = [];
  /** Of the camera's own pictures, by the time at which the browser says that they were taken. */
  window.readFilmed = (share) => {
    const video = document.querySelector(".camera video");
    const next = (now, { captureTime }) => {
      video.requestVideoFrameCallback(next);
      const cells = cellsOf(video, video.videoWidth, video.videoHeight, share);
      window.numbers.push({ at_s: since(captureTime ?? now), cells });
    };
    video.requestVideoFrameCallback(next);
  };
  /** Of the pictures on a live page: messages come once the page's frame with the drawn canvas has been handed on. */
  window.readShown = (share) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const at_s = since(performance.now());
      const canvas = document.querySelector(".live .screen canvas");
      window.numbers.push({ at_s, cells: cellsOf(canvas, canvas.width, canvas.height, share) });
    };
    new MutationObserver(() => channel.port2.postMessage(null)).observe(document.querySelector(".live .screen canvas"), {
      attributeFilter: ["data-frame"],
    });
  };
})();
