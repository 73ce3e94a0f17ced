import type { Reach } from '../reach.ts'

/** The alarms that guard a drill exist, and say that all is well. @returns what speaks against it */
export async function alarmRefusals({ ports, settings }: Reach): Promise<string[]> {
  if (settings.alarms.length === 0) return ['no alarm is named that would stop an experiment']
  const found = await (await ports.alarms()).alarms(settings.alarms)
  return settings.alarms.flatMap((name) => {
    const alarm = found.find((one) => one.name === name)
    if (alarm === undefined) return [`the alarm '${name}' does not exist in ${settings.region}`]
    return alarm.state === 'OK' ? [] : [`the alarm '${name}' is in ${alarm.state}, and only OK lets a drill start`]
  })
}
