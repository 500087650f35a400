import { common, failed, notFound } from './en/common';
import { devices } from './en/devices';
import { guest } from './en/guest';
import { arrived, breakouts, sidebar, spotlight, timers } from './en/divided';
import { home } from './en/home';
import { join } from './en/join';
import { checks, joining } from './en/joining';
import { chat, leaving, more, room, staffRoom } from './en/room';
import { roomDevice } from './en/roomDevice';
import { endings, hold, session, talkFirst, waiting } from './en/session';
import { quality } from './en/quality';
import { sharing } from './en/sharing';
import { stop } from './en/stop';
import { askForHelp, callHelp, handouts, support } from './en/support';

/** Every word the join path and the room show, in one place, so that other languages can follow. One file an area in `en/`. */
export const texts = {
  common,
  failed,
  notFound,
  devices,
  guest,
  home,
  join,
  joining,
  checks,
  chat,
  leaving,
  more,
  room,
  staffRoom,
  roomDevice,
  quality,
  sharing,
  stop,
  endings,
  hold,
  session,
  talkFirst,
  waiting,
  askForHelp,
  callHelp,
  handouts,
  support,
  breakouts,
  sidebar,
  timers,
  spotlight,
  arrived,
};
