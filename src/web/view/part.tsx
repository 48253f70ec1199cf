import { useEffect, useRef, useState } from 'preact/hooks';
import type * as PartsScript from '../parts-script';
import { useAppContext } from './context';
import { Notice } from './notice';
import type { PartName } from './part-name';

/** The file name of the second script, which the build fills in. */
declare const partsScript: string;

let script: Promise<typeof PartsScript> | undefined;
let loaded: typeof PartsScript | undefined;

/** The second script, once it is here. */
export const loadedParts = (): typeof PartsScript | undefined => loaded;

/** Fetches the second script, once. */
export function loadParts(assets: string): Promise<typeof PartsScript> {
  script ??= import(assets + partsScript);
  script.then(
    (parts) => {
      loaded = parts;
    },
    () => {
      script = undefined;
    },
  );
  return script;
}

/** Shows a part, once the second script is here. */
export function Part({ part, close = () => undefined }: { part: PartName; close?: () => void }) {
  const context = useAppContext();
  const { texts } = context;
  const element = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const key = JSON.stringify(part);
  useEffect(() => {
    let gone = false;
    loadParts(context.assets).then(
      ({ mount }) => gone || mount(element.current!, context, part, close),
      () => gone || setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [key, context]);
  useEffect(() => {
    const mounted = element.current!;
    return () => void script?.then(({ unmount }) => unmount(mounted));
  }, []);
  return (
    <div ref={element} role={failed ? 'alert' : undefined}>
      {failed && (
        <Notice
          kind="network"
          text={texts.partFailed}
          actions={[['reload', texts.network.reload, () => location.reload()]]}
        />
      )}
    </div>
  );
}
