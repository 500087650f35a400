// Generated from signaling/protocol by `python -m signaling.protocol.typescript`. Do not edit.
// The prose that belongs to it is signaling/PROTOCOL.md.

export const PROTOCOL_VERSION = 1;
export const MAX_MESSAGE_BYTES = 98304;

export type Source = "microphone" | "camera" | "screen";

export type Role = "client" | "facilitator" | "admin" | "observer" | "interpreter" | "guest" | "room";

export type Place = "waiting" | "talking_first" | "in_room" | "breakout" | "sidebar";

export type Connectivity = "connected" | "reconnecting";

export type Quality = "good" | "fair" | "poor" | "lost";

export type Phase = "planned" | "in_progress" | "on_break" | "finished";

export type RosterStatus = "in_room" | "remote" | "waiting" | "expected" | "left" | "removed" | "denied" | "redirected";

export type ErrorCode = "unauthenticated" | "unsupported_protocol" | "invalid_message" | "forbidden" | "not_admitted" | "not_found" | "wrong_state" | "locked" | "reason_needed" | "storage_unavailable" | "media_unavailable" | "media_full" | "invalid_sdp" | "too_many_requests" | "internal";

/** Let one who waits in. `identity_confirmed`: the staff member knows by sight or voice who it is. */
export interface Admit {
  id: number;
  type: "admit";
  participant: string;
  identity_confirmed: boolean;
  /**
   * Why, when something speaks against it; without it that is refused with `reason_needed`. It is kept with the
   * identity check.
   */
  reason?: string;
  /** What spoke against it when the reason was given: it answers that, and nothing that has come since. */
  despite?: ("unanswered" | "not_alone" | "not_agreed" | "no_adult" | "program_not_licensed" | "staff_not_licensed" | "cap" | "ratio")[];
}

/** Let everybody in who waits, is ready, and whose answers want no private word first. */
export interface AdmitAll {
  id: number;
  type: "admit_all";
  identity_confirmed: boolean;
}

/** The first message of a socket: a one-use ticket that is younger than 30 s. */
export interface Authenticate {
  type: "authenticate";
  ticket: string;
  protocol: number;
  /**
   * Random, made once per page load: a socket that drops and comes back from the same page keeps its transports;
   * another page of the same person replaces this one.
   */
  page: string;
}

/** End the breakouts in so many seconds, which everybody sees; 0: at once. */
export interface CallBack {
  id: number;
  type: "call_back";
  seconds?: number;
}

/** Say something to all in the room, or to its staff. Clients cannot write to one another alone. Nothing is kept. */
export interface Chat {
  id: number;
  type: "chat";
  to: "all" | "staff";
  text: string;
}

/** Turn a waiting client away for this session, with a kind word of the staff's. */
export interface Deny {
  id: number;
  type: "deny";
  participant: string;
  message?: string;
}

export interface EndBreak {
  id: number;
  type: "end_break";
}

/** End for all. */
export interface EndSession {
  id: number;
  type: "end_session";
}

/** Back to where the two came from. `participant`: the client. */
export interface EndSidebar {
  id: number;
  type: "end_sidebar";
  participant: string;
}

/** End the private word; the client waits on (`admit` from a private word admits directly). */
export interface EndTalk {
  id: number;
  type: "end_talk";
}

/** Let the breakouts go on for so much longer, also when they were called back. */
export interface ExtendBreakouts {
  id: number;
  type: "extend_breakouts";
  minutes: number;
}

/** The participant leaves of their own will; the socket is closed after the result. */
export interface Leave {
  id: number;
  type: "leave";
  /** The quick exit: staff are told, no goodbye is sent; who comes back waits again. */
  quick?: boolean;
}

/** Whether clients, guests and interpreters may share a screen in this session too. */
export interface LetOthersShare {
  id: number;
  type: "let_others_share";
  allowed: boolean;
}

export interface LowerHand {
  id: number;
  type: "lower_hand";
  participant: string;
}

/** Put one client into a breakout, another one, or (None) back into the main room. */
export interface MoveToBreakout {
  id: number;
  type: "move_to_breakout";
  participant: string;
  breakout: string | null;
}

/** Proof that the page is alive; every 5 s. */
export interface Ping {
  id: number;
  type: "ping";
}

/** A breakout to be, and whom staff put into it by hand. */
export interface PlannedBreakout {
  name: string;
  people?: string[];
}

/**
 * Offer the client's own tracks. Result: `PublishAnswer`. One offer in flight at a time. Offered again, as when a
 * picture has another height, what is the same goes on undisturbed.
 */
export interface Publish {
  id: number;
  type: "publish";
  sdp: string;
  sources: PublishedSource[];
}

/** Which device a section of the publish offer carries. */
export interface PublishedSource {
  mid: string;
  source: Source;
  muted?: boolean;
  /** The captured picture's shorter side in pixels, of which its layers have halves and quarters. None: not known. */
  height?: number | null;
  /** How many of the section's layers are in use, counted from the lowest. None: all of them. */
  layers?: number | null;
}

export interface RaiseHand {
  id: number;
  type: "raise_hand";
  raised: boolean;
}

/**
 * In a private word: the client is cared for another way than in this session. The reason is kept, and never shown
 * to the client.
 */
export interface Redirect {
  id: number;
  type: "redirect";
  participant: string;
  way: "phone" | "in_person" | "another_day";
  reason: string;
}

/** Take a participant out; the others see only that they left. Coming back leads to the waiting room. */
export interface Remove {
  id: number;
  type: "remove";
  participant: string;
}

/** Ask a participant's page to mute its microphone. It can be unmuted only by its owner. */
export interface RequestMute {
  id: number;
  type: "request_mute";
  participant: string;
}

/**
 * The client's network has changed, or what it receives over falters: a `subscribe_offer` with new ICE credentials
 * follows, on the same transport. For publishing the client offers with new ones itself.
 */
export interface RestartIce {
  id: number;
  type: "restart_ice";
}

/** The client lost a transport beyond ICE's repair: forget it and let a new one be negotiated. */
export interface RestartTransport {
  id: number;
  type: "restart_transport";
  direction: "publish" | "subscribe";
}

export interface ReturnToWaiting {
  id: number;
  type: "return_to_waiting";
  participant: string;
}

/** A locked room admits nobody until it is unlocked; those who arrive still wait. */
export interface SetLocked {
  id: number;
  type: "set_locked";
  locked: boolean;
}

/** The participant muted or unmuted a track of their own; the room shows it, attendance never suffers from it. */
export interface SetMuted {
  id: number;
  type: "set_muted";
  source: Source;
  muted: boolean;
  /** Unmute though the room that one is in has a microphone of its own; without it that is refused. */
  anyway?: boolean;
}

/** Show somebody of the main room in front for everybody there; None: nobody. It ends when they leave it. */
export interface SetSpotlight {
  id: number;
  type: "set_spotlight";
  participant: string | null;
}

/** Words that everyone in the waiting room sees; empty takes them away. */
export interface SetWaitingMessage {
  id: number;
  type: "set_waiting_message";
  text: string;
}

/** Show a screen to those one is with, and then publish it; or end that. It ends by itself when one is elsewhere. */
export interface ShareScreen {
  id: number;
  type: "share_screen";
  sharing: boolean;
}

/** Show a hand-out of the session or its program to everybody in the room; None: close it. */
export interface ShowHandout {
  id: number;
  type: "show_handout";
  handout: string | null;
}

export interface StartBreak {
  id: number;
  type: "start_break";
  minutes: number;
}

/** Divide the group. Who is in neither `people` nor `drawn` stays in the main room, as staff do. */
export interface StartBreakouts {
  id: number;
  type: "start_breakouts";
  breakouts: PlannedBreakout[];
  /** In an order drawn by chance: dealt evenly over the breakouts in this order, those who are kept apart apart. */
  drawn?: string[];
  /** After these everybody is back by themselves; None: until they are called back. */
  minutes?: number | null;
}

/** The staff's act from which minutes count. */
export interface StartSession {
  id: number;
  type: "start_session";
}

/** Take one client of the room aside: the two hear each other and nobody else, which is individual time. */
export interface StartSidebar {
  id: number;
  type: "start_sidebar";
  participant: string;
}

/** Answer the `subscribe_offer` of the same negotiation number. */
export interface SubscribeAnswer {
  id: number;
  type: "subscribe_answer";
  sdp: string;
  negotiation: number;
}

/** Run a session that one was not planned for, and only looked in on; starting or admitting says as much. */
export interface TakeOver {
  id: number;
  type: "take_over";
}

/** A private word with one who waits: the two hear each other and nobody else. */
export interface TalkFirst {
  id: number;
  type: "talk_first";
  participant: string;
}

/** How tall a received picture is shown. */
export interface Tile {
  /** As in the subscribe offers. */
  mid: string;
  /** Device pixels; 0: not visible. */
  height: number;
}

/**
 * What the page shows of the pictures it receives, sent when that changed, at most four times a second. Pictures
 * that it does not name stay as they were. Sound is not concerned.
 */
export interface Tiles {
  id: number;
  type: "tiles";
  tiles: Tile[];
}

/** Go into a breakout oneself, or (None) back to the main room. */
export interface VisitBreakout {
  id: number;
  type: "visit_breakout";
  breakout: string | null;
}

/** What the browser sends after `Authenticate`. */
export type ClientMessage =
  | Leave
  | Publish
  | SubscribeAnswer
  | Tiles
  | SetMuted
  | RaiseHand
  | Chat
  | RestartTransport
  | RestartIce
  | Ping
  | Admit
  | AdmitAll
  | TalkFirst
  | EndTalk
  | Deny
  | Redirect
  | ReturnToWaiting
  | Remove
  | SetWaitingMessage
  | SetLocked
  | RequestMute
  | LowerHand
  | TakeOver
  | StartSession
  | StartBreak
  | EndBreak
  | EndSession
  | StartBreakouts
  | MoveToBreakout
  | VisitBreakout
  | CallBack
  | ExtendBreakouts
  | StartSidebar
  | EndSidebar
  | SetSpotlight
  | ShareScreen
  | ShowHandout
  | LetOthersShare;

/** Staff only: what a client answered on joining, or staff wrote down for them. */
export interface AnswersView {
  at_home: boolean;
  /** Postal code. */
  state: string;
  /** One line; may be empty. */
  address: string;
  phone: string;
  /** Alone, and safe to talk. */
  alone: boolean;
  /** To the group agreement. */
  agreed: boolean;
  /** Who else is there, as staff wrote. */
  others: string;
  /** Of a minor: whether somebody of age is reachable now. None: not asked. */
  adult: boolean | null;
  adult_name: string;
  adult_phone: string;
}

/** Staff only: one breakout and who is in it now, visiting staff too. Nobody, when it is empty. */
export interface BreakoutView {
  breakout: string;
  name: string;
  people: OccupantView[];
}

/** While the group is divided. */
export interface BreakoutsView {
  /** When everybody is back by themselves; None: not known yet. */
  ends_at: string | null;
  /** The name of the viewer's breakout; None: in the main room. */
  here: string | null;
}

export interface ChatMessage {
  type: "chat_message";
  sender: string;
  name: string;
  to: "all" | "staff";
  text: string;
  /** ISO 8601, UTC. */
  at: string;
}

/** Staff only: the device of the clinic's room. */
export interface DeviceView {
  participant: string;
  name: string;
  /** `lost`: it cannot be reached; `silent`: nothing of it is heard, so that it carries nobody to those at home. */
  state: "connected" | "lost" | "silent";
}

/** What goes to a participant, as their browser reports it. */
export interface DownlinkView {
  loss: number | null;
  bitrate: number;
  /** What their line is taken to carry, in bit/s; None before it is known. */
  estimate: number | null;
  /** How many pictures they take at each layer, the lowest first. */
  layers: number[];
  /** How many pictures are not sent: they are not on the screen, or the line does not carry them. */
  withheld: number;
}

/** Which simulcast layers of a section that the page publishes are wanted; the others need not be sent. */
export interface Encodings {
  type: "encodings";
  mid: string;
  /** Rids; always the lowest among them. */
  active: string[];
}

/** The request was refused; `message` is for a person. Without `id` it concerns the socket, which closes. */
export interface Error {
  type: "error";
  id: number | null;
  code: ErrorCode;
  message: string;
  /** With `reason_needed`: what speaks against it and is not answered. */
  findings: ("unanswered" | "not_alone" | "not_agreed" | "no_adult" | "program_not_licensed" | "staff_not_licensed" | "cap" | "ratio")[];
}

/** The last message of a socket that will not be reopened by itself. */
export interface Goodbye {
  type: "goodbye";
  /** `replaced`: the same person opened the session elsewhere. `draining`: the server restarts; reconnect. */
  reason: "left" | "removed" | "denied" | "redirected" | "session_ended" | "replaced" | "revoked" | "draining";
  /** Of `draining`: another server is there already. */
  soon: boolean;
  message: string;
  /** Of `redirected`: how staff care for them instead. */
  way: "phone" | "in_person" | "another_day" | null;
}

/** Staff only: a raised hand, wherever its owner is. */
export interface HandView {
  participant: string;
  name: string;
  /** The name of the breakout they are in. */
  breakout: string | null;
}

/** A hand-out that is shown to everybody; its file is asked for over HTTP. */
export interface HandoutView {
  handout: string;
  title: string;
  media_type: string;
}

/** Staff only: a client's day, week and units with what the session has brought so far. */
export interface HoursView {
  /** `12 minutes short of 3 h today, 7.5 of 9 h this week, 2 units left. …` */
  words: string;
  /** The session must not end before, for them to reach the day; None: they have, are not here, or can later. */
  must_end_at: string | null;
  /** They miss the day if the session ends as planned. */
  at_risk: boolean;
}

/** As WebRTC's RTCIceServer. */
export interface IceServer {
  urls: string[];
  username: string;
  credential: string;
}

/**
 * The TURN servers of the clinic, if there are any: the first message after `authenticate`, and again before the
 * credentials expire. For every connection from now on, and for ICE restarts of those that there are.
 */
export interface IceServers {
  type: "ice_servers";
  servers: IceServer[];
}

/** Staff only: a participant's connection over the last seconds, direction by direction; None: not connected. */
export interface LineView {
  participant: string;
  quality: Quality;
  /** Milliseconds. */
  round_trip: number | null;
  up: UplinkView | null;
  down: DownlinkView | null;
}

/** To staff, every 2 s while anybody is connected: how everybody's connection is, the reader's too. */
export interface Lines {
  type: "lines";
  lines: LineView[];
}

export interface MeView {
  participant: string;
  role: Role;
  place: Place;
  name: string;
  hand_raised: boolean;
  /** No staff can be reached: nothing is heard or seen until they are back. */
  on_hold: boolean;
  /** Of one's own connection; None while it is not known yet. */
  quality: Quality | null;
  /** How many pictures of others are not sent because one's own line does not carry them. */
  paused: number;
  /** In the clinic's room, as far as is known. */
  in_room: boolean;
  /** In the clinic's room while its own device is there: one's own microphone and speaker stay off, or it echoes. */
  one_microphone: boolean;
  /** Their screen, from where they are. */
  may_share: boolean;
}

/** The server has no transports of this page: it drops its own, if any, publishes anew and awaits a new offer. */
export interface MediaReset {
  type: "media_reset";
}

/** Staff ask this page to mute its microphone. */
export interface MuteRequested {
  type: "mute_requested";
}

export interface OccupantView {
  participant: string;
  name: string;
  role: Role;
  connectivity: Connectivity;
}

/** So many would be there, and the policy has at most so many. */
export interface OverView {
  rule: "cap" | "ratio";
  there: number;
  most: number;
}

/** Somebody in the same room (or private word) as the viewer, the viewer left out. */
export interface ParticipantView {
  participant: string;
  name: string;
  pronouns: string;
  role: Role;
  connectivity: Connectivity;
  /** None while it is not known yet. */
  quality: Quality | null;
  tracks: TrackView[];
  /** Place among the raised hands that the viewer sees, from 1. */
  hand: number | null;
  /** Of the clinic's room: how many are in it. */
  people: number | null;
}

/** The result of `publish`. */
export interface PublishAnswer {
  type: "publish_answer";
  id: number;
  sdp: string;
}

/** The request was carried out. */
export interface Result {
  type: "result";
  id: number;
}

export interface RoomView {
  session: SessionView;
  me: MeView;
  /** Only while waiting; else empty. */
  waiting_message: string;
  /** Empty while waiting or on hold. */
  participants: ParticipantView[];
  staff: StaffView | null;
  /** Of one in the room. */
  breakouts: BreakoutsView | null;
  /** Who is shown in front for everybody, the viewer too. */
  spotlight: string | null;
  /** Who shares a screen with those who are here, the viewer too. */
  screen: string | null;
  /** Shown to those who are in the room and not aside. */
  handout: HandoutView | null;
}

/** Staff only: one line per expected or present client, in-person and remote alike. */
export interface RosterView {
  participant: string;
  name: string;
  legal_name: string;
  /** `in_room`: physically at the clinic. `remote`: in the live room by video. */
  status: RosterStatus;
  /** Countable minutes so far, derived from facts. */
  minutes: number;
  identity_confirmed: boolean;
  /** They left by the quick exit and have not been admitted since; *admit all* passes them over. */
  quick_exit: boolean;
  /** While the session is in progress. */
  hours: HoursView | null;
  /** What staff call them; empty: by the first of the legal name. */
  name_used: string;
  pronouns: string;
  /** To a trainee's watching. Nobody watches while a client is inside who has not said so. */
  agrees_to_observers: boolean;
  /** Where they are in the live room; None: not there. */
  place: Place | null;
  /** None: nothing was answered. */
  answers: AnswersView | null;
  /** Of one who is online: why a private word comes first; *admit all* passes them over, and admitting wants a reason. */
  talk_first: ("unanswered" | "not_alone" | "not_agreed" | "no_adult" | "program_not_licensed" | "staff_not_licensed")[];
}

/** The session and how far it is. Times are ISO 8601 in UTC; `time_zone` is the site's (IANA). */
export interface SessionView {
  session: string;
  title: string;
  kind: "group" | "individual" | "family" | "workshop" | "skills" | "wellness" | "medication_check" | "assessment" | "alumni" | "recreation" | "film" | "workbook";
  starts_at: string;
  ends_at: string;
  time_zone: string;
  phase: Phase;
  started_at: string | null;
  break_ends_at: string | null;
  /** Names of those who run it. */
  facilitators: string[];
  clinic: string;
  /** The clinic's number, for the hold page and when in need. */
  phone: string;
  /** Names of trainees who watch, or may; everybody is told before and while they are there. */
  observers: string[];
}

/** Staff only: a client and the staff member who took them aside. */
export interface SidebarView {
  participant: string;
  name: string;
  staff: string;
  staff_name: string;
  /** They cannot be reached: a colleague may end it. */
  staff_away: boolean;
}

/** What staff see on top. */
export interface StaffView {
  /** They run the session: planned to, or took over. With those who only look in clients are without staff. */
  leads: boolean;
  waiting: WaitingView[];
  roster: RosterView[];
  locked: boolean;
  waiting_message: string;
  storage_healthy: boolean;
  /** False while the clinic's servers cannot reach each other: nobody can be let in. */
  admits: boolean;
  /** All raised hands, the first one first. */
  hands: HandView[];
  /** Empty unless they are on. */
  breakouts: BreakoutView[];
  sidebars: SidebarView[];
  /** Clients are in the main room of a session in progress, and no staff who run it are with them. */
  without_staff: boolean;
  /**
   * Begun late, or breaks took longer: the session reaches its minutes only if it does not end before. None: it does
   * as planned.
   */
  must_end_at: string | null;
  /** None: no device of the clinic's room was brought in. */
  device: DeviceView | null;
  /** Clients, guests and interpreters may share a screen. */
  others_may_share: boolean;
}

/** All tracks this participant receives; sections are reused, so `tracks` lists the live ones only. */
export interface SubscribeOffer {
  type: "subscribe_offer";
  sdp: string;
  negotiation: number;
  tracks: SubscribedTrack[];
}

/** Whose track a section of the subscribe offer carries. */
export interface SubscribedTrack {
  mid: string;
  participant: string;
  source: Source;
}

export interface TrackView {
  source: Source;
  muted: boolean;
}

/** What comes from a participant. `loss`: 0..1, None when too little is sent to tell; `bitrate` in bit/s. */
export interface UplinkView {
  loss: number | null;
  bitrate: number;
  /** What comes of each layer of the picture, the lowest first, in bit/s. */
  layers: number[];
}

/** The room as this participant may know it, whole; sent after `authenticate` and whenever it changed. */
export interface View {
  type: "view";
  room: RoomView;
}

/** Staff only: one who waits. */
export interface WaitingView {
  participant: string;
  name: string;
  legal_name: string;
  since: string;
  connectivity: Connectivity;
  /** The staff member in a private word with them. */
  talking_with: string | null;
  /** They were removed or denied earlier in this session; *admit all* passes them over. */
  was_removed: boolean;
  /** They cannot be let in while somebody is inside from whom they are kept apart; who that is nobody is told here. */
  not_with_group: boolean;
  /** What staff call them; empty: by the first of the legal name. */
  name_used: string;
  pronouns: string;
  role: Role;
  /** A client's legal name, of a guest; otherwise empty. */
  guest_of: string;
  /** What the guest is to that client. */
  relation: string;
  /** What would be more than the policy has if they were let in now; `admit` then needs a reason. */
  over: OverView[];
  /** Of an observer: legal names of clients who are inside and have not agreed to one. They cannot be let in. */
  not_agreed: string[];
}

/** What the server sends. */
export type ServerMessage =
  | Result
  | PublishAnswer
  | Error
  | View
  | SubscribeOffer
  | Encodings
  | Lines
  | ChatMessage
  | MuteRequested
  | MediaReset
  | IceServers
  | Goodbye;
