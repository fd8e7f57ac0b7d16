import type { ICredentialTestFunction, INodeProperties } from 'n8n-workflow';
import { StepError, messageOf } from '../../core/errors';
import { type Connection, type Step, stepValues } from '../../core/steps';
import { propertiesOf } from './properties';

/** A connection's fields as n8n shows them in a credential. */
export function credentialProperties(connection: Connection): INodeProperties[] {
  return propertiesOf(connection.fields);
}

/** The name of the function behind the credential's test button. */
export function credentialTestName({ n8n }: Connection): string {
  return `${n8n.type}Test`;
}

function credentialTest(connection: Connection): ICredentialTestFunction {
  return async ({ data = {} }) => {
    try {
      await connection.test(stepValues(connection.fields, data));
      return { status: 'OK', message: 'Connection tested successfully' };
    } catch (error) {
      const advice = error instanceof StepError ? (error.advice ?? '') : '';
      return { status: 'Error', message: `${messageOf(error)} ${advice}`.trim() };
    }
  };
}

/** The test buttons of a step's own credentials; those that n8n ships have n8n's tests. */
export function credentialTests({ connections = {} }: Step): Record<string, ICredentialTestFunction> {
  const own = Object.values(connections)
    .map(({ connection }) => connection)
    .filter(({ n8n }) => n8n.own);
  return Object.fromEntries(
    own.map((connection) => [credentialTestName(connection), credentialTest(connection)]),
  );
}
