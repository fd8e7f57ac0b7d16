import Ajv from 'ajv';

const isTold = new Ajv().compile<{ errcode: number }>({
  type: 'object',
  properties: { errcode: { type: 'integer' } },
  required: ['errcode'],
});

/** The code in an answer of WeChat’s or WeCom’s, where 0 means that all is well; undefined for what is none of theirs. */
export const codeOf = (json: unknown): number | undefined => (isTold(json) ? json.errcode : undefined);
