// Films: what the camera sees goes to the gateway, as much of it as the link takes, over whatever comes in between.

import type { Phase, Poses2d } from "../contracts";
import type { Beside } from "../route";
import type { About } from "../upload";
import type { FrameView, FromGateway } from "../wire";
import { keepAwake } from "./awake";
import { hintOf } from "./coach";
import { Flow } from "./flow";
import { brightnessOf, createGrabber, eachFrame, type Grabbed } from "./frames";
import { canEncode } from "./h264";
import { keep, kept, newKey, type Kept } from "./kept";
import { connect, type Link } from "./link";
import { askForMotion, followMotion } from "./motion";
import { createPictures } from "./pictures";
import { watchOwn } from "./sight";
import { closeCamera, hasSeveral, openCamera, sideOf, type Faces } from "./source";
import type { CameraState, Tell } from "./state";
import type { FrameAck, FromCameraSocket } from "./wire";

const LOOK_EVERY_MS = 500;
const RATE_OVER_MS = 2000;
const LIFTING: readonly Phase[] = ["descent", "bottom", "ascent", "lockout"];

export type Film = ReturnType<typeof createFilm>;

/** `beside` is what this phone films too; null: a session of its own. */
export function createFilm(video: HTMLVideoElement, beside: Beside | null, state: () => CameraState, tell: Tell) {
  const flow = new Flow();
  const canvas = document.createElement("canvas");
  const motion = followMotion(() => state().faces);
  let stream: MediaStream | null = null;
  let link: Link | null = null;
  let stopSight: () => void = () => undefined;
  let stopAwake: () => void = () => undefined;
  let stopFrames: () => void = () => undefined;
  let poses: Poses2d | null = null;
  let lifts = false;
  /** What the look before this one came to: what is told has to last for two. */
  let proposed: string | undefined;
  let frames = 0;
  let encoding_ms = 0;
  let opening = false;
  let acks: number[] = [];

  const pictures = createPictures(canEncode);
  const grabber = createGrabber(video, () => frames++, send, pictures.failed);

  function send({ picture, captured_ms, encoded_ms }: Grabbed): void {
    if (link === null || !link.open()) return;
    const { frame } = picture;
    const shot = { frame, captured_at: (performance.timeOrigin + captured_ms) / 1000, gravity: motion.now(), mirrored: false };
    encoding_ms = encoded_ms - captured_ms;
    if (picture.type === "jpeg") {
      flow.sent(frame, picture.jpeg.length, encoded_ms);
      link.send({ type: "frame", ...shot, jpeg: picture.jpeg });
    } else {
      flow.sent(frame, picture.h264.length, encoded_ms, picture.after === null);
      link.send({ type: "chunk", ...shot, h264: picture.h264, after: picture.after });
    }
  }

  function came(captured_ms: number): void {
    const now = performance.now();
    if (link === null || !link.open() || grabber.busy()) return;
    if (flow.wantsPing(now)) {
      flow.pinged(now);
      link.send({ type: "ping", at: now });
    }
    flow.use(pictures.ladder());
    if (link.holds() || !flow.allows(now)) return;
    flow.taken(now);
    grabber.grab(captured_ms, flow.level, pictures.anew());
  }

  async function open(faces: Faces): Promise<void> {
    if (opening) return;
    opening = true;
    try {
      closeCamera(stream);
      stream = await openCamera(faces);
      stream.getVideoTracks()[0]!.onended = reopen;
      video.srcObject = stream;
      await video.play();
      const before = state().stage;
      const stage = before !== "asking" && before !== "off" ? before : link === null ? "ready" : "filming";
      tell({ stage, why: "", faces: sideOf(stream, faces), several: await hasSeveral() });
    } catch (error) {
      tell({ stage: "off", why: (error as Error).message });
    } finally {
      opening = false;
    }
  }

  /** A call or a lock screen took the camera: it is asked for again once the page is seen. */
  function reopen(): void {
    if (document.visibilityState !== "visible") return;
    const isLive = stream?.getVideoTracks()[0]?.readyState === "live";
    if (!isLive && (state().stage !== "off" || link !== null)) void open(state().faces);
    else if (video.paused) void video.play();
    link?.hurry();
  }

  function begin({ phone, about, session }: Omit<Kept, "session"> & { session: string | null }): void {
    tell({ stage: "connecting", why: "", reps: 0, cue: "" });
    stopAwake = keepAwake((awake) => tell({ awake }));
    link = connect(phone, beside?.camera ?? "", about, session, {
      started: ({ session: started, frame, pictures: taken }) => {
        frames = Math.max(frames, frame === null ? 0 : frame + 1);
        pictures.started(taken ?? []);
        keep({ phone, session: started, about });
        stopSight();
        stopSight = watchOwn(started, hear);
        tell({ stage: "filming", session: started });
      },
      said: answered,
      broke: () => {
        flow.broke();
        if (state().stage === "filming") tell({ stage: "connecting", cue: "" });
      },
      over: (why) => {
        leave();
        tell({ stage: "over", why });
      },
    });
  }

  function answered(message: FromCameraSocket): void {
    const now = performance.now();
    if (message.type === "pong") flow.ponged(now - message.at);
    if (message.type !== "ack" && message.type !== "refused") return;
    flow.acked(message.frame, now);
    pictures.answered(message);
    if (message.type === "ack") measured(message, now);
  }

  function measured({ answered: count, dropped }: FrameAck, now: number): void {
    flow.counts(now, { answered: count, dropped });
    acks = [...acks.filter((at) => at > now - RATE_OVER_MS), now];
    const span_s = Math.max(0.5, (now - acks[0]!) / 1000);
    const late_ms = encoding_ms + flow.way_ms;
    const { side } = flow.level;
    const pictures = "bits_s" in flow.level ? "H.264" : "JPEG";
    tell({ way: { fps: (acks.length - 1) / span_s, side, pictures, late_ms, dropped } });
  }

  function hear(message: FromGateway): void {
    if (message.type === "view") sees(message);
    else if (message.type === "hello") tell({ reps: message.reps });
  }

  /** A frame that was answered unseen says nothing of the picture; and nobody moves the phone while the bar moves. */
  function sees({ poses2d, form }: FrameView): void {
    lifts = LIFTING.includes(form.phase);
    if (!poses2d.dropped) poses = poses2d;
    tell({ reps: form.reps, cue: form.cue?.text ?? "" });
  }

  function look(): void {
    const { stage } = state();
    if (stage !== "ready" && stage !== "filming") return;
    const hint = lifts ? null : hintOf({ brightness: brightnessOf(video, canvas), gravity: motion.now(), poses });
    if (hint?.text === proposed) tell({ hint });
    proposed = hint?.text;
  }

  /** Forget the session; the camera stays open. */
  function leave(): void {
    link?.close();
    link = null;
    [poses, lifts] = [null, false];
    stopSight();
    stopAwake();
    flow.broke();
    keep(null);
  }

  const timer = setInterval(look, LOOK_EVERY_MS);
  document.addEventListener("visibilitychange", reopen);
  stopFrames = eachFrame(video, came);

  return {
    /** Ask for the camera; a page that was thrown away while it filmed goes on by itself. */
    prepare: async (): Promise<void> => {
      await pictures.look();
      await open(state().faces);
      const before = kept();
      if (before !== null && state().stage === "ready") begin(before);
    },
    start: async (about: About): Promise<void> => {
      await askForMotion();
      begin({ phone: newKey(), about, session: beside?.session ?? null });
    },
    stop: (): void => {
      if (link?.open()) {
        link.send({ type: "stop" });
        tell({ stage: "ending" });
      } else {
        leave();
        tell({ stage: "over", why: "The connection is away, so the session ends by itself within a minute." });
      }
    },
    switchCamera: () => open(state().faces === "user" ? "environment" : "user"),
    again: () => tell({ stage: "ready", why: "", session: null, way: null }),
    close: (): void => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", reopen);
      stopFrames();
      link?.close();
      stopSight();
      stopAwake();
      motion.end();
      grabber.end();
      closeCamera(stream);
    },
  };
}
