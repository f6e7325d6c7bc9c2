// Everything that can change the state: what the gateway said, what the player shows, what somebody did.

import type { Route } from "./route";
import type { Dialog, Listed, LiveView, Notice, PhoneAsked, Player, Upload, Watching } from "./state";
import type { Hello, LiveEvent, People, Series, SessionDetail, SessionView, Times } from "./wire";

export type Change =
  | { readonly type: "routed"; readonly route: Route }
  | { readonly type: "listed"; readonly list: Listed }
  | { readonly type: "list_failed"; readonly error: string }
  | { readonly type: "upload"; readonly upload: Upload }
  | { readonly type: "upload_accepted"; readonly upload: number; readonly session: SessionView }
  | { readonly type: "upload_dismissed"; readonly upload: number }
  | { readonly type: "removed"; readonly session: string }
  | { readonly type: "phone"; readonly phone: PhoneAsked | null }
  /** The screen that follows whatever set is newest goes over to one. */
  | { readonly type: "tuned"; readonly session: string }
  | { readonly type: "watching"; readonly watching: Partial<Watching> }
  | { readonly type: "notice"; readonly notice: Notice | null }
  | About<OfSession>;

/** What concerns one session; it changes nothing when another one is open by then. */
type About<T> = T extends unknown ? T & { readonly id: string } : never;

export type OfSession =
  | { readonly type: "session"; readonly session: SessionView }
  | { readonly type: "detail"; readonly detail: SessionDetail }
  | { readonly type: "series"; readonly series: Series }
  | { readonly type: "times"; readonly times: Times }
  | { readonly type: "close_up"; readonly series: Series }
  | { readonly type: "zoomed"; readonly zoomed: boolean }
  | { readonly type: "failed"; readonly error: string }
  | { readonly type: "disconnected" }
  | { readonly type: "hello"; readonly hello: Hello }
  | { readonly type: "view"; readonly view: LiveView }
  | { readonly type: "event"; readonly event: LiveEvent }
  | { readonly type: "shown"; readonly time_s: number }
  | { readonly type: "player"; readonly player: Partial<Player> }
  | { readonly type: "people"; readonly people: People | null }
  | { readonly type: "views"; readonly views: readonly SessionView[] }
  | { readonly type: "dialog"; readonly dialog: Dialog | null };
