// Looks at the page as each of its frames is ready, and keeps what it sees: window.samples. Defines startLooking(kind).
(() => {
  const SIDE = 48;
  const CELL = SIDE / 6;
  const small = document.createElement("canvas");
  [small.width, small.height] = [SIDE, SIDE];
  const context = small.getContext("2d", { willReadFrequently: true });
  const strip = document.createElement("canvas");
  const stripContext = strip.getContext("2d", { willReadFrequently: true });

  /** The colour in the middle of each of the picture's 6 x 6 cells: 108 numbers. */
  const cellsOf = (canvas) => {
    context.drawImage(canvas, 0, 0, SIDE, SIDE);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    return Array.from({ length: 36 }, (_, cell) => {
      const at = 4 * ((Math.floor(cell / 6) * CELL + CELL / 2) * SIDE + (cell % 6) * CELL + CELL / 2);
      return [data[at], data[at + 1], data[at + 2]];
    }).flat();
  };

  /** Where in the grey middle of the uppermost row something coloured is, in pixels from the left; null: nowhere. */
  const markIn = (canvas) => {
    const [from, width, y] = [Math.ceil(canvas.width / 6) + 6, Math.floor((4 * canvas.width) / 6) - 12, canvas.height / 12];
    [strip.width, strip.height] = [width, 1];
    stripContext.drawImage(canvas, from, y, width, 1, 0, 0, width, 1);
    const { data } = stripContext.getImageData(0, 0, width, 1);
    const marked = Array.from({ length: width }, (_, x) => x).filter((x) =>
      [0, 1, 2].some((channel) => Math.abs(data[4 * x + channel] - 110) > 50),
    );
    return marked.length === 0 ? null : from + (marked[0] + marked.at(-1)) / 2;
  };

  const text = (selector) => document.querySelector(selector)?.textContent ?? null;
  const looks = {
    live: (canvas) => ({
      told: Number(canvas.dataset.frame),
      mark: markIn(canvas),
      angle: text(".value .number"),
      time: text(".score dd.number"),
    }),
    review: () => {
      const cursor = document.querySelector(".u-cursor-x");
      return {
        told: Number(document.querySelector(".transport output").dataset.frame),
        time: text(".transport output span"),
        cursor: cursor && new DOMMatrix(getComputedStyle(cursor).transform).e / cursor.parentElement.clientWidth,
        pixel: cursor && 1 / cursor.parentElement.clientWidth,
      };
    },
  };

  window.samples = [];
  window.startLooking = (kind) => {
    // An observer of sizes is heard after all that asked for this animation frame, and before anything is on the screen.
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.cssText = "position: fixed; left: 0; top: 0; height: 1px; visibility: hidden";
    const again = () => (probe.style.width = probe.style.width === "1px" ? "2px" : "1px");
    new ResizeObserver(() => {
      const canvas = document.querySelector(kind === "live" ? ".live .screen canvas" : ".screen video + canvas");
      if (canvas !== null && canvas.width > 0) window.samples.push({ cells: cellsOf(canvas), ...looks[kind](canvas) });
      requestAnimationFrame(again);
    }).observe(probe);
  };
})();
