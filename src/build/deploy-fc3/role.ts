import type { Clients } from './clients';
import type { Plan } from './plan';
import { unlessMissing } from './refusal';
import { canonical, compare, type Difference, type Discoveries, missing, type Removal, type Step } from './step';

/** The role that Function Compute takes on the function's behalf. */
export function roleStep({ ram }: Clients, { role }: Plan, discoveries: Discoveries): Step {
  const find = async () => {
    const { GetRoleRequest } = await import('@alicloud/ram20150501');
    const found = (await unlessMissing(ram.getRole(new GetRoleRequest({ roleName: role.name }))))?.body?.role;
    if (found?.arn) discoveries.roleArn = found.arn;
    return found;
  };
  return {
    name: `role ${role.name}`,
    async look() {
      const found = await find();
      return found ? compare({ trust: role.trust }, { trust: parse(found.assumeRolePolicyDocument) }) : missing;
    },
    async change({ state }): Promise<void> {
      const { CreateRoleRequest, UpdateRoleRequest } = await import('@alicloud/ram20150501');
      const trust = JSON.stringify(role.trust);
      if (state === 'missing') {
        const { name: roleName, description } = role;
        await ram.createRole(new CreateRoleRequest({ roleName, description, assumeRolePolicyDocument: trust }));
      } else {
        await ram.updateRole(new UpdateRoleRequest({ roleName: role.name, newAssumeRolePolicyDocument: trust }));
      }
      await find();
    },
    async remove(): Promise<Removal> {
      if (!(await find())) return missing;
      const { DeleteRoleRequest } = await import('@alicloud/ram20150501');
      await ram.deleteRole(new DeleteRoleRequest({ roleName: role.name }));
      return { state: 'removed' };
    },
  };
}

/** What the role may do: the row operations on the tables, and nothing else. */
export function policyStep({ ram }: Clients, { role, policy }: Plan): Step {
  const roleName = role.name;
  const policyName = policy.name;
  const policyType = 'Custom';
  const find = async () => {
    const { GetPolicyRequest } = await import('@alicloud/ram20150501');
    return (await unlessMissing(ram.getPolicy(new GetPolicyRequest({ policyName, policyType }))))?.body;
  };
  const isAttached = async () => {
    const { ListPoliciesForRoleRequest } = await import('@alicloud/ram20150501');
    const list = await unlessMissing(ram.listPoliciesForRole(new ListPoliciesForRoleRequest({ roleName })));
    return list?.body?.policies?.policy?.some((it) => it.policyName === policyName) ?? false;
  };
  const attach = async () => {
    const { AttachPolicyToRoleRequest } = await import('@alicloud/ram20150501');
    await ram.attachPolicyToRole(new AttachPolicyToRoleRequest({ roleName, policyName, policyType }));
  };
  return {
    name: `policy ${policyName}`,
    async look(): Promise<Difference> {
      const found = await find();
      if (!found) return missing;
      return compare(
        { document: policy.document, attached: true },
        { document: parse(found.defaultPolicyVersion?.policyDocument), attached: await isAttached() },
      );
    },
    async change({ state }): Promise<void> {
      const { CreatePolicyRequest, CreatePolicyVersionRequest } = await import('@alicloud/ram20150501');
      const policyDocument = JSON.stringify(policy.document);
      if (state === 'missing') {
        await ram.createPolicy(new CreatePolicyRequest({ policyName, policyDocument }));
      } else if (
        canonical(parse((await find())?.defaultPolicyVersion?.policyDocument)) !== canonical(policy.document)
      ) {
        // A policy holds five versions.
        const rotateStrategy = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
        await ram.createPolicyVersion(
          new CreatePolicyVersionRequest({ policyName, policyDocument, setAsDefault: true, rotateStrategy }),
        );
      }
      if (!(await isAttached())) await attach();
    },
    async remove(): Promise<Removal> {
      const {
        DeletePolicyRequest,
        DeletePolicyVersionRequest,
        DetachPolicyFromRoleRequest,
        ListPolicyVersionsRequest,
      } = await import('@alicloud/ram20150501');
      if (await isAttached()) {
        await ram.detachPolicyFromRole(new DetachPolicyFromRoleRequest({ roleName, policyName, policyType }));
      }
      if (!(await find())) return missing;
      const list = await ram.listPolicyVersions(new ListPolicyVersionsRequest({ policyName, policyType }));
      for (const { versionId, isDefaultVersion } of list.body?.policyVersions?.policyVersion ?? []) {
        if (isDefaultVersion || versionId === undefined) continue;
        await ram.deletePolicyVersion(new DeletePolicyVersionRequest({ policyName, versionId }));
      }
      await ram.deletePolicy(new DeletePolicyRequest({ policyName }));
      return { state: 'removed' };
    },
  };
}

/** RAM returns documents as text, percent-encoded in some answers. */
function parse(document: string | undefined): unknown {
  if (!document) return undefined;
  return JSON.parse(document.startsWith('%7B') ? decodeURIComponent(document) : document);
}
