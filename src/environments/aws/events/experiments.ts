import { type Experiment, isTerminal } from '../ports/fis.ts'
import type { Tags } from '../ports/tags.ts'
import type { Reach } from '../reach.ts'
import type { Sighting, Watcher } from './sighting.ts'

/** What FIS does for one injection: its experiments, and when their actions began and ended by FIS's own word. */
export function experimentWatcher({ ports, clocks }: Reach, tags: Tags): Watcher {
  const told = new Set<string>()
  const over = new Set<string>()
  const once = (key: string, sighting: Sighting): Sighting[] => (told.has(key) ? [] : (told.add(key), [sighting]))
  const of = (experiment: Experiment): Sighting[] => {
    const { id, status, actionsMode, actions } = experiment
    if (isTerminal(experiment)) over.add(id)
    const source = 'fis:GetExperiment'
    return [
      ...once(`${id} ${status}`, {
        kind: 'experiment',
        component: id,
        text: `${id} (${actionsMode}) is ${status}`,
        source,
      }),
      ...actions.flatMap(({ name, status: now, startedAt, endedAt }) => {
        const action = { kind: 'experiment-action', component: id, source }
        return [
          ...(startedAt === undefined
            ? []
            : once(`${id} ${name} began`, {
                ...action,
                text: `${name} began`,
                at: { from: startedAt, to: startedAt },
              })),
          ...(endedAt === undefined
            ? []
            : once(`${id} ${name} ended`, {
                ...action,
                text: `${name} ended: ${now}`,
                at: { from: endedAt, to: endedAt },
              })),
        ]
      }),
    ]
  }
  return {
    name: 'fis',
    clocks,
    async look() {
      const fis = await ports.fis()
      return (await fis.experiments(tags, over)).flatMap(of)
    },
  }
}
