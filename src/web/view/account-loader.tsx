import { useEffect, useRef, useState } from 'preact/hooks';
import type { mountAccount } from '../account-script';
import { useAppContext } from './context';
import { Notice } from './notice';

/** The file name of the second script, which the build fills in. */
declare const accountScript: string;

/** Fetches the account dialog's script when it is first opened, and shows the dialog. */
export function AccountLoader({ close }: { close: () => void }) {
  const context = useAppContext();
  const { texts } = context;
  const element = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let unmount: (() => void) | undefined;
    let closed = false;
    const show = (script: { mountAccount: typeof mountAccount }) => {
      if (!closed) unmount = script.mountAccount(element.current!, context, close);
    };
    import(context.assets + accountScript).then(show, () => setFailed(true));
    return () => {
      closed = true;
      unmount?.();
    };
  }, []);
  return (
    <div ref={element} role={failed ? 'alert' : undefined}>
      {failed && (
        <Notice
          kind="network"
          text={texts.account.loadFailed}
          actions={[['reload', texts.network.reload, () => location.reload()]]}
        />
      )}
    </div>
  );
}
