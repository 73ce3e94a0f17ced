import { AwsServer } from '../../../src/environments/lab/aws/server.ts'
import { type ComputeForm, ControlPlane, type DatabaseForm } from '../../../src/environments/lab/aws/control-plane.ts'
import { Lateness } from '../../../src/environments/lab/aws/lateness.ts'
import { Conduct } from '../../../src/environments/lab/aws/misbehaviour.ts'
import { CallLog, type CallRecord } from '../../../src/environments/lab/aws/call-log.ts'
import { FakeLab } from './fake-lab.ts'

export interface EndpointsOptions {
  /** @default 1000 */
  readonly speed?: number
  readonly databaseForm?: DatabaseForm
  readonly computeForm?: ComputeForm
}

/** The endpoints in this process, on a lab that only says what was done to it. */
export class LocalEndpoints {
  readonly lab = new FakeLab()
  readonly #server: AwsServer
  #port = 0

  constructor({ speed = 1000, databaseForm = 'cluster', computeForm = 'ec2' }: EndpointsOptions = {}) {
    const plane = new ControlPlane(this.lab, new Lateness(speed), new Conduct(), databaseForm, computeForm)
    this.#server = new AwsServer(plane, new CallLog())
  }

  async listen(): Promise<this> {
    this.#port = await this.#server.listen()
    return this
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** What a client of the SDK is made with. */
  get clientConfig() {
    return {
      endpoint: this.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'lab', secretAccessKey: 'lab' },
      maxAttempts: 1,
    }
  }

  async misbehave(how: object): Promise<Response> {
    return fetch(`${this.endpoint}/_blackstart/misbehaviour`, { method: 'PUT', body: JSON.stringify(how) })
  }

  async calls(): Promise<readonly CallRecord[]> {
    const { calls } = (await (await fetch(`${this.endpoint}/_blackstart/calls`)).json()) as { calls: CallRecord[] }
    return calls
  }

  close(): Promise<void> {
    return this.#server.close()
  }
}
