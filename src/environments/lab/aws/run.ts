import { receiveConfig, reportReady } from '../process/child-side.ts'
import { ControlPlane, type DatabaseForm } from './control-plane.ts'
import { labEffects } from './effects.ts'
import { Lateness } from './lateness.ts'
import { Conduct } from './misbehaviour.ts'
import { AwsServer } from './server.ts'

export interface AwsConfig {
  /** Control socket of the lab that the endpoints act on. */
  readonly labdSocket: string
  readonly speed: number
  readonly databaseForm: DatabaseForm
}

/** The process `lab-aws`. */
export async function runAws(): Promise<void> {
  const { labdSocket, speed, databaseForm } = await receiveConfig<AwsConfig>()
  const plane = new ControlPlane(labEffects(labdSocket), new Lateness(speed), new Conduct(), databaseForm)
  reportReady({ http: await new AwsServer(plane).listen() })
}
