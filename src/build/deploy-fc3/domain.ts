import type { Clients } from './clients';
import type { DomainPlan } from './plan';
import { unlessMissing } from './refusal';
import { compare, type Difference, missing, type Removal, type Step } from './step';

/** The domain of one's own. A protocol or certificate that was added in the console stays. */
export function domainStep({ functions }: Clients, plan: DomainPlan): Step {
  const { domainName, protocol, certConfig, routes } = plan;
  const find = async () => (await unlessMissing(functions.getCustomDomain(domainName)))?.body;
  const isEnough = (found = '') => protocol.split(',').every((one) => found.split(',').includes(one));
  return {
    name: `domain ${domainName}`,
    async look(): Promise<Difference> {
      const found = await find();
      if (!found) return missing;
      return compare(
        { protocol, routes, ...(certConfig && { certificate: certConfig.certificate.trim() }) },
        {
          protocol: isEnough(found.protocol) ? protocol : found.protocol,
          routes: found.routeConfig?.routes?.map(({ path, functionName, qualifier = 'LATEST' }) => ({
            path,
            functionName,
            qualifier,
          })),
          certificate: found.certConfig?.certificate?.trim(),
        },
      );
    },
    async change({ state }): Promise<void> {
      const sdk = await import('@alicloud/fc20230330');
      const found = await find();
      const wanted = {
        protocol: found?.protocol && isEnough(found.protocol) ? found.protocol : protocol,
        routeConfig: new sdk.RouteConfig({ routes: routes.map((route) => new sdk.PathConfig(route)) }),
        ...(certConfig && { certConfig: new sdk.CertConfig(certConfig) }),
      };
      if (state === 'missing') {
        const body = new sdk.CreateCustomDomainInput({ domainName, ...wanted });
        await functions.createCustomDomain(new sdk.CreateCustomDomainRequest({ body }));
      } else {
        const body = new sdk.UpdateCustomDomainInput(wanted);
        await functions.updateCustomDomain(domainName, new sdk.UpdateCustomDomainRequest({ body }));
      }
    },
    async remove(): Promise<Removal> {
      if (!(await find())) return missing;
      await functions.deleteCustomDomain(domainName);
      return { state: 'removed' };
    },
  };
}
