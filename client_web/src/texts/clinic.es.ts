import * as texts from './clinic';
import * as assessment from './es/assessment';
import * as attendance from './es/attendance';
import * as audit from './es/audit';
import * as clinic from './es/clinic';
import * as help from './es/help';
import * as drugScreens from './es/drugScreens';
import * as followUp from './es/followUp';
import * as hours from './es/hours';
import * as imports from './es/imports';
import * as kiosk from './es/kiosk';
import * as minors from './es/minors';
import * as others from './es/others';
import * as people from './es/people';
import * as policies from './es/policies';
import * as problems from './es/problems';
import * as programs from './es/programs';
import * as retention from './es/retention';
import * as rosters from './es/rosters';
import * as said from './es/said';
import * as schedule from './es/schedule';
import * as staff from './es/staff';
import * as signing from './es/signing';
import * as touch from './es/touch';
import { put, type Like } from './like';

/** Staff's words in Spanish; what is called what is in `es.ts`. */
const spanish: Like<typeof texts> = {
  ...assessment,
  ...attendance,
  ...audit,
  ...clinic,
  ...help,
  ...drugScreens,
  ...followUp,
  ...hours,
  ...imports,
  ...kiosk,
  ...minors,
  ...others,
  ...people,
  ...policies,
  ...problems,
  ...programs,
  ...retention,
  ...rosters,
  ...said,
  ...schedule,
  ...staff,
  ...signing,
  ...touch,
};

put(texts, spanish);
