import { receiveConfig, reportReady } from '../process/child-side.ts'
import { CallLog } from './call-log.ts'
import { type ComputeForm, ControlPlane, type DatabaseForm } from './control-plane.ts'
import { labEffects } from './effects.ts'
import { Lateness } from './lateness.ts'
import { Conduct, type Misbehaviour } from './misbehaviour.ts'
import { AwsServer } from './server.ts'

export interface AwsConfig {
  /** Control socket of the lab that the endpoints act on. */
  readonly labdSocket: string
  readonly speed: number
  readonly databaseForm: DatabaseForm
  readonly computeForm: ComputeForm
  readonly conduct: Misbehaviour
  /** Takes every call that arrives, one JSON object a line. */
  readonly callsFile: string
}

/** The process `lab-aws`. */
export async function runAws(): Promise<void> {
  const { labdSocket, speed, databaseForm, computeForm, conduct, callsFile } = await receiveConfig<AwsConfig>()
  const [effects, lateness] = [labEffects(labdSocket), new Lateness(speed)]
  const plane = new ControlPlane(effects, lateness, new Conduct(conduct), databaseForm, computeForm)
  reportReady({ http: await new AwsServer(plane, new CallLog(callsFile)).listen() })
}
