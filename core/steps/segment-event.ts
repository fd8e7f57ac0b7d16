import { startOnSegment, startPeople } from '../segments';
import { choices, defineStep } from './define';
import { segmentParameters } from './segment-parameters';
import {
  journeyParameter,
  reEntryDaysParameter,
  reEntryParameter,
  stepKeyOf,
  stepKeyParameter,
} from './shared';
import { text } from './text';

export const segmentEvent = defineStep({
  name: 'segment-event',
  title: text('Segment Trigger', '分组触发'),
  summary: text(
    'Starts a journey when people enter or leave a segment, by what they do or as time passes',
    '当人员因行为或时间推移进入或离开分组时启动旅程',
  ),
  details: text(
    'People start at the moment they enter or leave: by an event of theirs, or when time alone decides it, as with “no purchase for 90 days”. Who is in the segment already when it is built for the first time, or when its definition changes, does not start. While the host restarts nobody is missed: whoever enters meanwhile starts when it is back. A minute after the workflow was switched off, people stop starting. The item carries `segment.name` and `segment.change`.',
    '人员在进入或离开的那一刻启动：可能由其自身事件引起，也可能仅由时间决定，例如“90 天未购买”。首次建立分组或修改定义时已在分组内的人不会启动。宿主重启期间不会遗漏任何人：期间进入者在恢复后启动。流程停用一分钟后不再启动新人员。数据中带有 `segment.name` 和 `segment.change`。',
  ),
  kind: 'trigger',
  color: '#E2D96E',
  outputs: { fixed: [{ name: 'started', label: text('Started', '已开始') }] },
  parameters: {
    ...segmentParameters({ constant: true }),
    on: choices({
      label: text('Start On', '启动时机'),
      help: text('What starts the journey.', '何种变化启动旅程。'),
      options: [
        { value: 'entered', label: text('Entered', '进入') },
        { value: 'left', label: text('Left', '离开') },
      ],
      default: ['entered'],
    }),
    reEntry: { ...reEntryParameter, constant: true },
    reEntryDays: { ...reEntryDaysParameter, constant: true },
    journey: { ...journeyParameter, constant: true },
    stepKey: stepKeyParameter,
  },
  run: (items, context) => startPeople(items, context),
  holdKey: stepKeyOf,
  activate: (values, context) => startOnSegment(values, context),
});
