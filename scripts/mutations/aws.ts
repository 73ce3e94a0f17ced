import type { Mutation } from './mutation.ts'

const at = (name: string) => `src/environments/aws/${name}.ts`
const WIRE = 'test/aws/faults.test.ts'
const REFUSALS = 'test/aws/refusals.test.ts'
const PREVIEW = 'test/environments/aws/fis/preview.test.ts'

/** What would make a drill on AWS hit what nobody meant, or measure nothing. */
export const AWS_MUTATIONS: readonly Mutation[] = [
  {
    formula: 'AWS: actionsMode is put back where an old client drops it',
    file: at('fis/forwarding'),
    find: "missing.length > 0 && typeof request.body === 'string'",
    replace: 'missing.length > 99',
    tests: [PREVIEW],
  },
  {
    formula: 'AWS: the bytes of a preview are looked at before they leave',
    file: at('fis/transport'),
    find: 'if (asksForPreview(input) && !asksForPreview(parsed(body))) throw new PreviewNotSentError()',
    replace: '',
    tests: [PREVIEW],
  },
  {
    formula: 'AWS: what has begun in place of a preview is stopped',
    file: at('fis/port'),
    find: 'mode === PREVIEW && started.actionsMode !== PREVIEW',
    replace: "mode === PREVIEW && started.actionsMode === ''",
    tests: [PREVIEW, REFUSALS],
  },
  {
    formula: 'AWS: a Multi-AZ instance is rebooted with failover',
    file: at('ports/databases'),
    find: 'ForceFailover: true',
    replace: 'ForceFailover: false',
    tests: [WIRE],
  },
  {
    formula: 'AWS: FIS reboots an instance with failover',
    file: at('faults/database-failover'),
    find: "forceFailover: 'true'",
    replace: "forceFailover: 'false'",
    tests: [WIRE, 'test/environments/aws/faults/by-fis.test.ts'],
  },
  {
    formula: 'AWS: the control plane is asked often',
    file: at('events/poller'),
    find: 'await sleep(pauseMs,',
    replace: 'await sleep(30_000,',
    tests: ['test/environments/aws/events/poller.test.ts'],
  },
  {
    formula: 'AWS: what changes something is asked once',
    file: at('clients/access'),
    find: 'acts: 1',
    replace: 'acts: 3',
    tests: [REFUSALS],
  },
  {
    formula: 'AWS: accounts that are not on the list are refused',
    file: at('safety/account'),
    find: '!settings.accounts.includes(caller.account)',
    replace: "caller.account === ''",
    tests: [REFUSALS, 'test/environments/aws/safety/start.test.ts'],
  },
  {
    formula: 'AWS: what bears no opt-in tag is not hit',
    file: at('safety/targets'),
    find: '...(bears(tags, optInTag)',
    replace: "...(bears(tags, optInTag) || id !== ''",
  },
  {
    formula: 'AWS: the preview must find what the guards have seen, and no more',
    file: at('faults/begin-experiment'),
    find: 'if (findings.length > 0) throw',
    replace: 'if (findings.length > 99) throw',
    tests: ['test/environments/aws/faults/by-fis.test.ts'],
  },
  {
    formula: 'AWS: a preview whose actions were not skipped was none',
    file: at('faults/preview'),
    find: 'if (wrong !== undefined) {',
    replace: "if (wrong === '') {",
    tests: ['test/environments/aws/faults/by-fis.test.ts'],
  },
  {
    formula: 'AWS: what an experiment hits beside its preview stops it',
    file: at('faults/begin-experiment'),
    find: 'if (surprise !== undefined) throw',
    replace: "if (surprise === '') throw",
    tests: ['test/environments/aws/faults/by-fis.test.ts'],
  },
  {
    formula: 'AWS: the intent is in the shared store before anything is done',
    file: at('shared/with-intents'),
    find: 'await store.intend(target)',
    replace: '',
    tests: ['test/environments/aws/shared/shared-store.test.ts'],
  },
  {
    formula: 'AWS: what a client would leave out is refused',
    file: at('clients/known-members'),
    find: 'member === undefined ? [at(key)]',
    replace: 'member === undefined ? []',
    tests: ['test/environments/aws/clients/guarded.test.ts'],
  },
  {
    formula: 'IAM: a key that a request does not have is no key that fits',
    file: 'src/environments/lab/aws/iam/condition.ts',
    find: 'if (found === undefined) return ifExists || negated',
    replace: 'if (found === undefined) return true',
    tests: ['test/environments/lab/aws/iam/condition.test.ts', 'test/aws/printed-policies.test.ts'],
  },
  {
    formula: "AWS: the printed policy lets nobody end another one's experiment",
    file: at('iam/experimenting'),
    find: "const OURS = { Null: { 'aws:ResourceTag/blackstart:drill': 'false' } }",
    replace: "const OURS = { Null: { 'aws:ResourceTag/blackstart:drill': 'true' } }",
    tests: ['test/aws/printed-policies.test.ts'],
  },
]
