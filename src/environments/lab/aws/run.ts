import { receiveConfig, reportReady } from '../process/child-side.ts'
import { CallLog } from './call-log.ts'
import { ControlPlane, type DatabaseForm } from './control-plane.ts'
import { labEffects } from './effects.ts'
import { Lateness } from './lateness.ts'
import { Conduct, type Misbehaviour } from './misbehaviour.ts'
import { AwsServer } from './server.ts'

export interface AwsConfig {
  /** Control socket of the lab that the endpoints act on. */
  readonly labdSocket: string
  readonly speed: number
  readonly databaseForm: DatabaseForm
  readonly conduct: Misbehaviour
  /** Takes every call that arrives, one JSON object a line. */
  readonly callsFile: string
}

/** The process `lab-aws`. */
export async function runAws(): Promise<void> {
  const { labdSocket, speed, databaseForm, conduct, callsFile } = await receiveConfig<AwsConfig>()
  const plane = new ControlPlane(labEffects(labdSocket), new Lateness(speed), new Conduct(conduct), databaseForm)
  reportReady({ http: await new AwsServer(plane, new CallLog(callsFile)).listen() })
}
