import type { ReportedPassage } from '../../core/report';
import { passageOf, rehearse } from '../../scripts/demo/rehearsal.ts';
import { called, customers, RememberingShop } from './support/customers';
import { expectExactEnd } from './support/ending';
import { openN8n } from './support/n8n';
import { openNodeRed } from './support/node-red';
import { eventually, filesWith, report } from './support/reading';
import { expectRefusals } from './support/refusals';
import type { Stage } from './support/stage';

const started = '{"taken":1,"duplicates":0,"started":1}';
const takenOnly = '{"taken":1,"duplicates":0,"started":0}';
const duplicate = '{"taken":0,"duplicates":1,"started":0}';

interface Incident {
  due(passages: readonly ReportedPassage[]): boolean;
  happen(): Promise<void>;
}

const hasBeenSent = (step: string) => (passages: readonly ReportedPassage[]) =>
  passages.some(({ messages: all }) => all.some((message) => message.step === step));

/** Lets the incidents happen one after the other, each when it is due. */
function inTurn(incidents: Incident[]) {
  return async (passages: readonly ReportedPassage[]) => {
    if (incidents[0]?.due(passages)) await incidents.shift()?.happen();
  };
}

/** Kills the host while it runs people whom the store has handed out: it cannot hand them back during a write here. */
async function killInTheAct(stage: Stage): Promise<void> {
  await eventually(
    () =>
      stage.store.write(async (work) => {
        const handedOut = await work
          .selectFrom('wait')
          .where('claim', 'is not', null)
          .where('ready_at', 'is not', null)
          .select('id')
          .executeTakeFirst();
        if (handedOut) await stage.kill();
        return handedOut;
      }),
    5,
  );
}

async function expectSecretKept({ folder, secret, log }: Stage): Promise<void> {
  const bare = secret.slice('whsec_'.length);
  expect(await filesWith(folder, 'Customer Registers')).not.toEqual([]);
  expect(await filesWith(folder, 'ann@rehearsal.example')).not.toEqual([]);
  expect(await filesWith(folder, bare)).toEqual([]);
  expect(log()).not.toBe('');
  expect(log()).not.toContain(bare);
}

async function onStage(open: () => Promise<Stage>, act: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await open();
  try {
    await act(stage);
  } finally {
    await stage.close();
  }
}

describe.each([
  ['n8n', openN8n],
  ['Node-RED', openNodeRed],
])('the first-order journey on %s', (host, open: () => Promise<Stage>) => {
  it('refuses what is not to be believed, then does to each person what is right', () =>
    onStage(open, async (stage) => {
      await expectRefusals(stage, host);

      const shop = new RememberingShop(stage.address, stage.secret);
      await rehearse({ shop, customers, report: () => report(stage) });

      await expectExactEnd(stage);
      expect(shop.answersTo(called('Emma')).sort()).toEqual([duplicate, duplicate, started]);
      expect(shop.answersTo(called('David'))).toEqual([started, takenOnly]);
      await expectSecretKept(stage);
    }));

  it('loses nothing and does nothing twice, killed, edited and imported again on the way', () =>
    onStage(open, async (stage) => {
      const shop = new RememberingShop(stage.address, stage.secret);
      const incidents: Incident[] = [
        {
          due: (passages) => passageOf(called('Ann'), passages)?.exit === 'purchased',
          async happen() {
            await killInTheAct(stage);
            await stage.restart();
            await shop.repeat(called('Carla'));
          },
        },
        { due: hasBeenSent('first-order/remind-day-3'), happen: () => stage.edit('Farewell') },
        { due: hasBeenSent('first-order/remind-day-15'), happen: () => stage.reimport() },
      ];
      await rehearse({ shop, customers, report: () => report(stage), onReport: inTurn(incidents) });

      expect(incidents).toEqual([]);
      await expectExactEnd(stage);
      expect(shop.answersTo(called('Carla'))).toEqual([started, duplicate]);
      const again = await stage.store.db.selectFrom('wait').where('attempts', '>', 1).select('id').execute();
      expect(again).not.toEqual([]);
      const lastCalls = await stage.store.db
        .selectFrom('outbox')
        .innerJoin('message', 'message.id', 'outbox.message_id')
        .where('step', '=', 'first-order/remind-day-30')
        .select('subject')
        .execute();
      expect(lastCalls.map(({ subject }) => subject)).toEqual(Array(3).fill('Farewell'));
    }));
});
