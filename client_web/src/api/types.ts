/** The API's shapes under short names; all of them are generated from the server's models. */
import type { components } from '../protocol/openapi';

type Schemas = components['schemas'];

export type Me = Schemas['Me'];
export type Login = Schemas['Login'];
export type ClinicInfo = Schemas['ClinicInfo'];

export type SessionSummary = Schemas['SessionSummary'];
export type Attention = Schemas['Attention'];
export type OwnSession = Schemas['OwnSession'];
export type SessionOthers = Schemas['SessionOthers'];
export type GuestLine = Schemas['GuestLine'];
export type GuestLink = Schemas['GuestLink'];
export type InviteRequest = Schemas['InviteRequest'];
export type TeamMember = Schemas['TeamMember'];
export type TeamChoice = Schemas['TeamChoice'];
export type TeamRequest = Schemas['TeamRequest'];
export type SessionDetail = Schemas['SessionDetail'];
export type RosterEntry = Schemas['RosterEntry'];
export type LinkState = Schemas['LinkState'];
export type Link = Schemas['Link'];
export type Asked = Schemas['JoinQuestions'];
export type LastSaid = Schemas['LastAnswers'];
export type Said = Schemas['JoinAnswers'];
export type Told = Schemas['ToldAnswers'];
export type InRoom = Schemas['InRoom'];
export type Headcount = Schemas['Headcount'];
export type Statement = Schemas['Statement'];

export type Person = Schemas['Person'];
export type AttendanceRecord = Schemas['Record'];
export type Outcome = AttendanceRecord['outcome'];
export type Signing = Schemas['Signing'];
export type Amendment = Schemas['Amendment'];
export type Sheet = Schemas['Sheet'];
export type SheetRecord = Schemas['SheetRecord'];
export type Signatures = Schemas['Signatures'];
export type Correction = Schemas['Correction'];
export type WaitingSession = Schemas['WaitingSession'];
export type WaitingCount = Schemas['WaitingCount'];
export type SessionAttendance = Schemas['SessionAttendance'];
export type SessionRecords = Schemas['SessionRecords'];
export type ClientAttendance = Schemas['ClientAttendance'];
export type ClientRecords = Schemas['ClientRecords'];
export type WeekBar = Schemas['WeekBar'];
export type Evidence = Schemas['Evidence'];
export type InLog = Schemas['InLog'];
export type Interval = Schemas['Interval'];
export type Span = Schemas['Span'];
export type Fact = Schemas['Fact'];

export type Kiosk = Schemas['Kiosk'];
export type KioskCode = Schemas['KioskCode'];
export type KioskState = Schemas['KioskState'];
export type Scan = Schemas['Scan'];
export type KioskContact = Schemas['Contact'];
export type SealedEntry = Schemas['SealedEntry'];
export type LateEntry = Schemas['LateEntry'];
export type RoomDevice = Schemas['RoomDevice'];
export type RoomToday = Schemas['RoomToday'];
export type Scanned = Schemas['Scanned'];

/** The place in the list is kept by the query itself. */
export type SearchRequest = Omit<Schemas['SearchRequest'], 'after'>;
export type SearchResult = Schemas['SearchResult'];
export type SearchChoices = Schemas['SearchChoices'];
export type FoundRecord = Schemas['FoundRecord'];
export type TrailRequest = Omit<Schemas['TrailRequest'], 'after'>;
export type TrailPage = Schemas['TrailPage'];
export type TrailEntry = Schemas['TrailEntry'];
export type SealedDay = Schemas['SealedDay'];
export type Choice = Schemas['Choice'];
export type Auditor = Schemas['Auditor'];
export type AuditorRequest = Schemas['AuditorRequest'];
export type Grant = Schemas['Grant'];
export type GrantRequest = Schemas['GrantRequest'];
export type Invitation = Schemas['Invitation'];
export type Acceptance = Schemas['Acceptance'];

export type HoursWeek = Schemas['HoursWeek'];
export type ClientHours = Schemas['ClientHours'];
export type ProgramHours = Schemas['ProgramHours'];
export type Program = Schemas['Program'];
export type Authorization = Schemas['Authorization'];
export type AuthorizationRequest = Schemas['AuthorizationRequest'];
export type AddedAuthorization = Schemas['AddedAuthorization'];
export type Payer = Schemas['Payer'];

export type ExportTerms = Schemas['ExportTerms'];
export type ExportRequest = Schemas['ExportRequest'];
export type ExportFormat = ExportTerms['format'];
export type ExportBasis = ExportTerms['basis'];
export type ExportPreview = Schemas['ExportPreview'];
export type LeftOut = Schemas['LeftOut'];
export type NamedInConsents = Schemas['NamedInConsents'];
export type Consent = Schemas['Consent'];
export type ConsentRequest = Schemas['ConsentRequest'];
export type Disclosure = Schemas['Disclosure'];

export type Policy = Schemas['Policy'];
export type PolicyScope = Schemas['PolicyHolder']['scope'];
export type PolicyHolder = Schemas['PolicyHolder'];
export type PolicyHolders = Schemas['PolicyHolders'];
export type PolicyRules = Schemas['PolicyRules'];
export type PolicyVersion = Schemas['PolicyVersion'];
export type PolicyStatement = Schemas['RuleStatement'];
export type PolicyDifference = Schemas['RuleDifference'];
export type PolicyDraft = Schemas['PolicyDraft'];
export type PolicyPreview = Schemas['PolicyPreview'];

export type Programs = Schemas['Programs'];
export type ProgramDetail = Schemas['ProgramDetail'];
export type ProgramRequest = Schemas['ProgramRequest'];
export type Level = Schemas['Level'];
export type Track = Schemas['Track'];
export type TrackRequest = Schemas['TrackRequest'];
export type Site = Schemas['Site'];
export type SiteRequest = Schemas['SiteRequest'];
export type Holiday = Schemas['Holiday'];
export type HolidayRequest = Schemas['HolidayRequest'];

/** The place in the list is kept by the query itself. */
export type ClientSearch = Omit<Schemas['ClientSearch'], 'after'>;
export type ClientLines = Schemas['ClientLines'];
export type ClientLine = Schemas['ClientLine'];
export type ClientDetail = Schemas['ClientDetail'];
export type ClientRequest = Schemas['ClientRequest'];
export type NewClientRequest = Schemas['NewClientRequest'];
export type NewClient = Schemas['NewClient'];
export type Secret = Schemas['Secret'];
export type Enrollment = Schemas['Enrollment'];
export type EnrollmentChange = Schemas['EnrollmentChange'];
export type Enrolled = Schemas['Enrolled'];
export type AdmissionRequest = Schemas['AdmissionRequest'];
export type MoveRequest = Schemas['MoveRequest'];
export type DischargeRequest = Schemas['DischargeRequest'];
export type ErrorRequest = Schemas['ErrorRequest'];

export type StaffMember = Schemas['StaffMember'];
export type StaffRequest = Schemas['StaffRequest'];
export type StaffLicence = Schemas['StaffLicence'];
export type LicenceRequest = Schemas['LicenceRequest'];
export type CalendarPage = Schemas['CalendarPage'];
export type CalendarEntry = Schemas['CalendarEntry'];
export type CalendarHoliday = Schemas['CalendarHoliday'];
export type SessionPlan = Schemas['SessionPlan'];
export type SeriesSummary = Schemas['SeriesSummary'];
export type Series = Schemas['Series'];
export type SeriesDraft = Schemas['SeriesDraft'];
export type SeriesPreview = Schemas['SeriesPreview'];
export type SeriesSaved = Schemas['SeriesSaved'];
export type ScheduleChoices = Schemas['ScheduleChoices'];
export type Finding = Schemas['Finding'];
export type Seen = Schemas['Seen'];
export type SessionMove = Schemas['SessionMove'];

export type RosterPlan = Schemas['RosterPlan'];
export type PlannedPerson = Schemas['PlannedPerson'];
export type LeftOutPerson = Schemas['LeftOutPerson'];
export type RosterDecision = Schemas['RosterDecision'];
export type OtherSession = Schemas['OtherSession'];
export type AddToRoster = Schemas['AddRequest'];
export type Candidate = Schemas['Candidate'];
export type MakeUpOffer = Schemas['MakeUpOffer'];
export type KeptApart = Schemas['KeptApart'];
export type KeepApartRequest = Schemas['KeepApartRequest'];

export type OnCallPlan = Schemas['OnCallPlan'];
export type OnCallShift = Schemas['OnCallShift'];
export type OnCallGap = Schemas['OnCallGap'];
export type OnCallRequest = Schemas['OnCallRequest'];
export type ImportRequest = Schemas['ImportRequest'];
export type ImportSubject = ImportRequest['subject'];
export type ImportAnswer = Schemas['ImportAnswer'];
export type ImportLine = Schemas['ImportLine'];
export type ImportColumns = Schemas['ImportColumns'];
export type ImportFiles = Schemas['ImportFiles'];

export type HelpCall = Schemas['HelpCall'];
export type OwnCall = Schemas['OwnCall'];

export type EmergencyCard = Schemas['EmergencyCard'];
export type EmergencyContactRequest = Schemas['EmergencyContactRequest'];
export type EmergencyTold = Schemas['EmergencyTold'];
export type Reach = Schemas['Reach'];
export type ReachRequest = Schemas['ContactRequest'];
export type ChannelRequest = Schemas['ChannelRequest'];
export type CalendarFeed = Schemas['CalendarFeed'];
export type CalendarAddress = Schemas['CalendarAddress'];
export type OutboxPage = Schemas['OutboxPage'];
export type OutboxLine = Schemas['OutboxLine'];
export type WouldTell = Schemas['WouldTell'];
export type PushState = Schemas['PushState'];
export type PushEndpoint = Schemas['PushEndpoint'];
export type PushRequest = Schemas['PushRequest'];
export type PushLine = Schemas['PushLine'];
export type PushLines = Schemas['PushLines'];
export type PushSecret = Schemas['PushSecret'];
export type PushTest = Schemas['PushTest'];

export type Handout = Schemas['Handout'];
