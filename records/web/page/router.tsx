import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate } from '@tanstack/react-router';
import { AccountScreen } from './account/account-screen.tsx';
import { AgendaScreen } from './agenda/agenda-screen.tsx';
import { LettersScreen } from './letters/letters-screen.tsx';
import { SettingsScreen } from './settings/settings-screen.tsx';
import { NewPatientScreen } from './patients/new-patient-screen.tsx';
import { OtherSession } from './door/other-session.tsx';
import { PatientScreen } from './patients/patient-screen.tsx';
import { PatientsScreen } from './patients/patients-screen.tsx';
import { MembersScreen } from './practice/members-screen.tsx';
import { PrescriptionScreen } from './prescription/prescription-screen.tsx';
import { Shell } from './shell/shell.tsx';
import { seesPatients, useOpenSession } from './session/session-context.tsx';
import { KitScreen } from './kit/kit-screen.tsx';
import { JournalScreen } from './journal/journal-screen.tsx';
import { ProtectionScreen } from './watch/protection-screen.tsx';
import { WorklistScreen } from './worklist/worklist-screen.tsx';
import { VisitScreen } from './visit/visit-screen.tsx';

const root = createRootRoute({ component: Shell });
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: Home,
});
/** The first screen of each role. */
function Home() {
  const { me } = useOpenSession();
  return <Navigate to={seesPatients(me) ? '/agenda' : '/practice'} replace />;
}

function Day() {
  return <AgendaScreen view="day" />;
}
function Week() {
  return <AgendaScreen view="week" />;
}
function Month() {
  return <AgendaScreen view="month" />;
}

function Letters() {
  return <LettersScreen wanted="letter" />;
}
function Certificates() {
  return <LettersScreen wanted="certificate" />;
}

const agenda = createRoute({ getParentRoute: () => root, path: '/agenda', component: Day });
const agendaDay = createRoute({ getParentRoute: () => root, path: '/agenda/$date', component: Day });
const agendaWeek = createRoute({ getParentRoute: () => root, path: '/agenda/week/$date', component: Week });
const agendaMonth = createRoute({ getParentRoute: () => root, path: '/agenda/month/$date', component: Month });
/** The ways in, for somebody who has a session. */
const join = createRoute({ getParentRoute: () => root, path: '/join', component: Home });
const joinBy = createRoute({ getParentRoute: () => root, path: '/join/$invitation', component: OtherSession });
const found = createRoute({ getParentRoute: () => root, path: '/found', component: Home });
const recover = createRoute({ getParentRoute: () => root, path: '/recover', component: Home });

const practice = createRoute({ getParentRoute: () => root, path: '/practice', component: MembersScreen });
const protection = createRoute({ getParentRoute: () => root, path: '/protection', component: ProtectionScreen });
const journal = createRoute({ getParentRoute: () => root, path: '/journal', component: JournalScreen });
const kit = createRoute({ getParentRoute: () => root, path: '/kit', component: KitScreen });
const account = createRoute({ getParentRoute: () => root, path: '/account', component: AccountScreen });
const patients = createRoute({ getParentRoute: () => root, path: '/patients', component: PatientsScreen });
const newPatient = createRoute({ getParentRoute: () => root, path: '/patients/new', component: NewPatientScreen });
const patient = createRoute({ getParentRoute: () => root, path: '/patients/$scope', component: PatientScreen });
const prescription = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope/prescription',
  component: PrescriptionScreen,
});
const letters = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope/letters',
  component: Letters,
});
const certificates = createRoute({
  getParentRoute: () => root,
  path: '/patients/$scope/certificates',
  component: Certificates,
});
const tasks = createRoute({ getParentRoute: () => root, path: '/tasks', component: WorklistScreen });
const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsScreen });
const settingsPart = createRoute({ getParentRoute: () => root, path: '/settings/$part', component: SettingsScreen });
const visit = createRoute({ getParentRoute: () => root, path: '/patients/$scope/visit', component: VisitScreen });

/**
 * Routes after `#`, so that no server sees them. A path names a day or the random id of a file, never a person or a
 * search.
 */
export function createApplicationRouter() {
  return createRouter({
    routeTree: root.addChildren([
      home,
      join,
      joinBy,
      recover,
      found,
      practice,
      protection,
      journal,
      kit,
      account,
      agenda,
      agendaDay,
      agendaWeek,
      agendaMonth,
      patients,
      newPatient,
      patient,
      prescription,
      letters,
      certificates,
      tasks,
      settings,
      settingsPart,
      visit,
    ]),
    history: createHashHistory(),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createApplicationRouter>;
  }
}
