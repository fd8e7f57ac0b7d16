export { reportJourney, type ReportedMessage, type ReportedPassage } from './journey';
export { handOutReports } from './step';
