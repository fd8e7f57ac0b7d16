export { type TemplateText, textIn, textsOf } from './find';
export { keepTemplates } from './step';
