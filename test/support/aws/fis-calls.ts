import type { LocalEndpoints } from './local-endpoints.ts'

/** An answer of FIS as it is on the wire. */
export interface FisAnswer {
  readonly status: number
  readonly errorType: string | null
  readonly body: FisBody
}

interface FisBody {
  readonly message?: string
  readonly experimentTemplate: { readonly id: string }
  readonly experiment: FisExperiment
  readonly experiments: readonly FisExperiment[]
  readonly resolvedTargets: readonly { readonly targetInformation: { readonly arn: string } }[]
  readonly safetyLever: { readonly state: { readonly status: string } }
  readonly actions: readonly { readonly id: string }[]
}

export interface FisExperiment {
  readonly id: string
  readonly state: { readonly status: string; readonly reason: string; readonly error?: { readonly location: string } }
  readonly actions: Readonly<
    Record<string, { readonly state: { readonly status: string }; readonly startTime?: number }>
  >
  readonly experimentOptions: { readonly actionsMode: string }
  readonly tags: Readonly<Record<string, string>>
}

/** Calls FIS by its paths, as its documentation has them: no client, and nothing that could leave a member out. */
export async function callFis(aws: LocalEndpoints, method: string, path: string, body?: object): Promise<FisAnswer> {
  const response = await fetch(`${aws.endpoint}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      authorization: 'AWS4-HMAC-SHA256 Credential=lab/20261121/eu-west-1/fis/aws4_request, Signature=0',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    errorType: response.headers.get('x-amzn-errortype'),
    body: JSON.parse(text) as FisBody,
  }
}

/** An experiment that has ended. @throws Error when it takes longer than 5 s */
export async function endedExperiment(aws: LocalEndpoints, id: string): Promise<FisExperiment> {
  for (const deadline = performance.now() + 5_000; ;) {
    const { experiment } = (await callFis(aws, 'GET', `/experiments/${id}`)).body
    if (['completed', 'stopped', 'failed', 'cancelled'].includes(experiment.state.status)) return experiment
    if (performance.now() > deadline) throw new Error(`the experiment is ${experiment.state.status}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
