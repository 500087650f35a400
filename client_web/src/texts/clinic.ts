/** The words of the pages for staff and of the kiosk, apart from `en.ts` so that clients do not download them. */
export * from './en/attendance';
export * from './en/audit';
export * from './en/clinic';
export * from './en/help';
export * from './en/hours';
export * from './en/imports';
export * from './en/kiosk';
export * from './en/others';
export * from './en/people';
export * from './en/policies';
export * from './en/problems';
export * from './en/programs';
export * from './en/rosters';
export * from './en/schedule';
export * from './en/staff';
export * from './en/signing';
export * from './en/touch';
