// What somebody can do on the page, and what the gateway is asked for. Everything ends as a change of the state.

import * as api from "./api";
import { createCloseUp } from "./close_up";
import type { OfSession } from "./messages";
import { homeLink, parseRoute, sessionLink, type Beside } from "./route";
import { frameAt, framesOf, middleOf, timelineOf } from "./timeline";
import { isUnderWay, type Opened } from "./state";
import { findVoices } from "./speech";
import type { Store } from "./store";
import { uploadAll, type About } from "./upload";
import type { RunRequest, SessionView } from "./wire";

export type Actions = ReturnType<typeof createActions>;

export function createActions(store: Store) {
  const opened = (): Opened | null => store.state().opened;
  const tell = (id: string, news: OfSession): void => store.change({ ...news, id });
  const complain = (error: unknown): void =>
    store.change({ type: "notice", notice: { text: (error as Error).message, bad: true } });

  const readCloseUp = createCloseUp(store, api.readSeries);

  async function readList(): Promise<void> {
    const { route } = store.state();
    if (route.page !== "home") return;
    try {
      const page = await api.readSessions(route.before);
      store.change({ type: "listed", list: { ...page, before: route.before } });
    } catch (error) {
      store.change({ type: "list_failed", error: (error as Error).message });
    }
  }

  async function readSession(id: string): Promise<void> {
    try {
      const detail = await api.readSession(id);
      void readViews(id);
      if (isUnderWay(detail)) return tell(id, { type: "session", session: detail });
      tell(id, { type: "detail", detail });
      if (detail.run === null) return;
      const [times, series] = await Promise.all([api.readTimes(id), api.readSeries(id)]);
      tell(id, { type: "times", times });
      tell(id, { type: "series", series });
    } catch (error) {
      tell(id, { type: "failed", error: (error as Error).message });
    }
  }

  async function readViews(id: string): Promise<void> {
    const page = await api.readViews(id).catch(() => null); // it is asked again
    if (page !== null) tell(id, { type: "views", views: page.sessions.toReversed() });
  }

  function seek(frame: number): void {
    const now = opened();
    const timeline = now && timelineOf(now);
    if (now?.session == null || timeline === null) return;
    const wanted = Math.min(framesOf(timeline, now.session) - 1, Math.max(0, frame));
    tell(now.id, { type: "player", player: { wanted, playing: false } });
    if (now.people !== null && now.people.frame !== wanted) tell(now.id, { type: "people", people: null });
    void readCloseUp();
  }

  /** Go over to the set that was begun last, where one runs; the answer is which is followed then. */
  async function tune(followed: string | null): Promise<string | null> {
    try {
      const page = await api.readSessions(null);
      store.change({ type: "listed", list: { ...page, before: null } });
      const isNew = ({ state, beside }: SessionView): boolean => state === "running" && beside === null;
      const newest = page.sessions.find(isNew)?.session ?? followed;
      if (newest !== null && newest !== followed) store.change({ type: "tuned", session: newest });
      return newest;
    } catch (error) {
      store.change({ type: "list_failed", error: (error as Error).message });
      return followed;
    }
  }

  return {
    tune,
    watchInSpace: (inSpace: boolean) => store.change({ type: "watching", watching: { inSpace } }),
    speak: (aloud: boolean) => {
      if (aloud) findVoices();
      store.change({ type: "watching", watching: { aloud } });
    },
    readList,
    readSession,
    readViews,
    seek,
    /** A single video is watched as soon as it is there. */
    upload: (files: readonly File[], about: About) =>
      uploadAll(store, files, about, ({ session }) => {
        if (files.length === 1 && store.state().route.page === "home") location.hash = sessionLink(session);
      }),
    askPhone: async (beside: Beside | null = null) => {
      try {
        store.change({ type: "phone", phone: { ...(await api.readPhone(beside)), beside } });
      } catch (error) {
        complain(error);
      }
    },
    closePhone: () => store.change({ type: "phone", phone: null }),
    dismissUpload: (upload: number) => store.change({ type: "upload_dismissed", upload }),
    dismissNotice: () => store.change({ type: "notice", notice: null }),
    step: (frames: number) => {
      const now = opened();
      if (now !== null) seek((now.player.wanted ?? now.player.frame) + frames);
    },
    seekTime: (time_s: number) => {
      const now = opened();
      const timeline = now && timelineOf(now);
      if (timeline !== null) seek(frameAt(timeline, time_s));
    },
    /** Seconds to which the video must go to show a frame; null: not known yet. */
    target_s: (frame: number): number | null => {
      const now = opened();
      const timeline = now && timelineOf(now);
      return timeline && middleOf(timeline, frame);
    },
    /** The page shows the picture of this media time. */
    shown: (time_s: number) => {
      const now = opened();
      if (now === null) return;
      tell(now.id, { type: "shown", time_s });
      void readCloseUp();
    },
    play: (playing: boolean) => {
      const now = opened();
      if (now?.session?.kept) tell(now.id, { type: "player", player: { playing, ...(playing ? { wanted: null } : {}) } });
      if (now?.people != null) tell(now.id, { type: "people", people: null });
    },
    choose: (source: "overlay" | "original") => {
      const now = opened();
      if (now === null) return;
      const { frame } = now.player;
      tell(now.id, { type: "player", player: { source, playing: false, shown_s: null, wanted: frame, error: null } });
    },
    playerFailed: (error: string) => {
      const now = opened();
      if (now !== null) tell(now.id, { type: "player", player: { error, playing: false } });
    },
    zoom: (zoomed: boolean) => {
      const now = opened();
      if (now !== null) tell(now.id, { type: "zoomed", zoomed });
      void readCloseUp();
    },
    dialog: (dialog: Opened["dialog"]) => {
      const now = opened();
      if (now !== null) tell(now.id, { type: "dialog", dialog });
    },
    pickLifter: async (picking: boolean) => {
      const now = opened();
      if (now === null) return;
      if (!picking) return tell(now.id, { type: "people", people: null });
      try {
        const people = await api.readPeople(now.id, now.player.wanted ?? now.player.frame);
        seek(people.frame);
        tell(now.id, { type: "people", people });
      } catch (error) {
        complain(error);
      }
    },
    cancel: async () => {
      const now = opened();
      try {
        if (now !== null) tell(now.id, { type: "session", session: await api.cancelSession(now.id) });
      } catch (error) {
        complain(error);
      }
    },
    runAgain: async (wanted: RunRequest) => {
      const now = opened();
      if (now === null) return;
      try {
        tell(now.id, { type: "session", session: await api.runAgain(now.id, wanted) });
      } catch (error) {
        complain(error);
      }
    },
    remove: async () => {
      const now = opened();
      if (now === null) return;
      try {
        await api.deleteSession(now.id);
        store.change({ type: "removed", session: now.id });
        const text = `Deleted ${now.session?.name || now.id}: its video and everything that was found in it.`;
        store.change({ type: "notice", notice: { text, bad: false } });
        location.hash = homeLink();
      } catch (error) {
        complain(error);
      }
    },
    routed: () => store.change({ type: "routed", route: parseRoute(location.hash) }),
  };
}
