import {
  type JsonObject,
  type Step,
  chooseChannel,
  contactPrivacy,
  couponIssue,
  couponPool,
  messageTemplate,
  points,
  recordEvent,
  lifecycleSegment,
  messageEvents,
  messageReport,
  outputsOf,
  segmentEvent,
  sendViaChannel,
  shopEvent,
  unsettledMessages,
  unsubscribePage,
  waitUntilPurchase,
} from '../../core/steps';
import { type JourneyStep, place } from '../../journeys';
import { nodeRedIdOf } from './ids';
import { type FlowEntry, type FlowNode, commentNode, connectionNodes, stepNode } from './node-red';

const jane = { email: 'jane@example.com', contact: { firstName: 'Jane' } };

/** One small setting and one item for each step: what Node-RED's Import menu offers to try it with. */
const tried: readonly { place: JourneyStep; payload: JsonObject }[] = [
  { place: place(shopEvent, { rehearsalPeople: '*@rehearsal.example' }), payload: {} },
  { place: place(segmentEvent, { segment: 'lapsed-3-months' }), payload: {} },
  { place: place(unsubscribePage, { publicAddress: 'https://flows.example.com' }), payload: {} },
  {
    place: place(messageEvents, { events: ['message_replied'], publicAddress: 'https://flows.example.com' }),
    payload: {},
  },
  { place: place(lifecycleSegment, { stages: ['registered', 'cart', 'order_unpaid'] }), payload: jane },
  { place: place(couponIssue, { prefix: 'WELCOME' }), payload: jane },
  {
    place: place(recordEvent, { event: 'product_viewed', product: 'EP-7', when: '2026-11-22T10:30:00Z' }),
    payload: { email: 'jane@rehearsal.example' },
  },
  { place: place(contactPrivacy, {}), payload: jane },
  { place: place(couponPool, { pool: 'summer-sale' }), payload: { code: 'SUMMER-7F3K' } },
  { place: place(points, { points: 50, purpose: 'welcome', reason: 'A welcome' }), payload: jane },
  { place: place(waitUntilPurchase, { deadline: 'from_now', amount: 1, unit: 'minutes' }), payload: jane },
  { place: place(chooseChannel, { channels: ['email', 'outbox'] }), payload: jane },
  {
    place: place(messageTemplate, {
      templateName: 'welcome',
      templateLanguage: 'en',
      subject: 'Welcome, {{ contact.firstName | default: "friend" }}',
      body: 'Hello {{ contact.firstName | default: "there" }}, good to see you.',
    }),
    payload: {},
  },
  {
    place: place(sendViaChannel, {
      channel: 'outbox',
      subject: 'Hello',
      body: 'Hello {{ contact.firstName | default: "there" }}, good to see you.',
    }),
    payload: jane,
  },
  { place: place(unsettledMessages, {}), payload: {} },
  { place: place(messageReport, { days: 30 }), payload: {} },
];

/** The example flows by step: an item goes in, and a debug node shows what leaves by each output. */
export function stepExamples(): { step: Step; flow: FlowEntry[] }[] {
  return tried.map(({ place, payload }) => ({ step: place.step, flow: exampleOf(place, payload) }));
}

function exampleOf({ step, values }: JourneyStep, payload: JsonObject): FlowEntry[] {
  const flow = `example-${step.name}`;
  const tab = nodeRedIdOf(flow);
  const outputs = outputsOf(step, values);
  const leadsTo = Object.fromEntries(outputs.map(({ name, label }) => [name, label.en]));
  const subject: FlowNode = { ...stepNode(flow, step.title.en, { step, values, leadsTo }), x: 400, y: 160 };
  const middle = ((outputs.length - 1) * ROW) / 2;
  return [
    { id: tab, type: 'tab', label: step.title.en, disabled: false, info: step.summary.en },
    ...connectionNodes(flow, [{ step, values }]),
    commentNode(tab, `${step.summary.en}.`, step.details.en, { x: 320, y: 60 }),
    ...(step.kind === 'trigger' ? [] : [injectNode(flow, payload, subject.id)]),
    subject,
    ...outputs.map(({ label }, index) => debugNode(flow, label.en, 160 - middle + index * ROW)),
  ];
}

const ROW = 40;

function injectNode(flow: string, payload: JsonObject, target: string): FlowNode {
  return {
    id: nodeRedIdOf(flow, 'inject'),
    type: 'inject',
    z: nodeRedIdOf(flow),
    name: 'Try it',
    props: [{ p: 'payload' }],
    repeat: '',
    crontab: '',
    once: false,
    onceDelay: 0.1,
    topic: '',
    payload: JSON.stringify(payload),
    payloadType: 'json',
    x: 160,
    y: 160,
    wires: [[target]],
  };
}

function debugNode(flow: string, name: string, y: number): FlowNode {
  return {
    id: nodeRedIdOf(flow, name),
    type: 'debug',
    z: nodeRedIdOf(flow),
    name,
    active: true,
    tosidebar: true,
    console: false,
    tostatus: false,
    complete: 'payload',
    targetType: 'msg',
    x: 660,
    y,
    wires: [],
  };
}
