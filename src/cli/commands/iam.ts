import { Command, Option } from 'commander'
import { fisRolePolicy, fisTrustPolicy } from '../../environments/aws/iam/fis-role.ts'
import { fisActionsOf, operatorPolicy, readOnlyPolicy } from '../../environments/aws/iam/operator.ts'
import type { Policy } from '../../environments/aws/iam/policy.ts'
import { IMPOSSIBLE } from '../../environments/aws/impossible.ts'
import { type AwsScenarioOptions, readAwsScenarios } from '../aws-scenarios.ts'
import { type Finish, inputError } from '../exits.ts'
import { collect } from '../options.ts'

/** AWS has no part in it, but in the restore that follows. */
const OWN_DATA = 'data.drop'

/** Documents that can be attached as they are, by the name under which one alone is asked for. */
const DOCUMENTS = ['operator', 'fis-role', 'fis-trust'] as const

interface IamOptions extends AwsScenarioOptions {
  readonly readOnly?: boolean
  readonly only?: (typeof DOCUMENTS)[number]
}

export function iamCommand(_finish: Finish): Command {
  return new Command('iam')
    .description('prints the IAM policies that these scenarios need on AWS, and nothing beyond; asks AWS nothing')
    .argument('<scenarios...>', 'names of scenarios, or paths of scenario files')
    .option('--read-only', 'only what plan needs: looks, and changes nothing')
    .addOption(new Option('--only <document>', 'one document alone, as it is attached').choices(DOCUMENTS))
    .option('--env <environment>', 'aws, or aws-lab: the account as which the lab shows itself', 'aws')
    .option('--set <key=value>', 'setting of the environment, for example via=fis', collect, [])
    .option('--config <file>', 'configuration file (default: blackstart.config.ts)')
    .action(async (names: readonly string[], options: IamOptions) => {
      const { settings, faults, hands } = await readAwsScenarios(names, options)
      const all = [...faults.values()].flat()
      const impossible = new Set(all.map(({ kind }) => kind).filter((kind) => kind !== OWN_DATA))
      const findings = [...impossible].flatMap((kind) =>
        IMPOSSIBLE[kind] === undefined ? [] : [`${kind}: ${IMPOSSIBLE[kind]}`],
      )
      if (findings.length > 0) throw inputError(findings)
      const actions = fisActionsOf(all, settings.via)
      const policies: Policies =
        options.readOnly === true
          ? { operator: readOnlyPolicy(all, settings) }
          : {
              operator: operatorPolicy(all, settings.via, settings, hands),
              ...(actions.size === 0
                ? {}
                : { fisRole: { policy: fisRolePolicy(actions, settings), trust: fisTrustPolicy(settings) } }),
            }
      process.stdout.write(
        `${JSON.stringify(options.only === undefined ? policies : oneOf(policies, options.only), null, 2)}\n`,
      )
    })
}

interface Policies {
  readonly operator: Policy
  readonly fisRole?: { readonly policy: Policy; readonly trust: unknown }
}

/** @throws CommandError when these scenarios need no such document */
function oneOf({ operator, fisRole }: Policies, document: (typeof DOCUMENTS)[number]): unknown {
  if (document === 'operator') return operator
  if (fisRole === undefined) throw inputError([`--only ${document}: these scenarios ask nothing of FIS`])
  return document === 'fis-role' ? fisRole.policy : fisRole.trust
}
