export { reportJourney, type ReportedMessage, type ReportedPassage } from './journey';
