export { htmlOfMjml } from './compile';
