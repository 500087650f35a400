import type * as en from '../en/said';
import type { Like } from '../like';
import { translator } from '../translator';
import room from './room_said.json';
import phrases from './said.json';

export const server: Like<typeof en.server> = {
  said: translator({ ...room, ...phrases }),
};
