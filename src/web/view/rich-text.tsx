/** A web address up to white space, without the punctuation of the sentence around it. */
const address = /(https?:\/\/[^\s<>"“”]*[^\s<>"“”.,;:!?'()[\]，。；：！？、）】》])/i;

/** A text whose web addresses can be followed. */
export function RichText({ text }: { text: string }) {
  if (!text.includes('://')) return <>{text}</>;
  return (
    <>
      {text.split(address).map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <a href={part} target="_blank" rel="noopener noreferrer">
            {part}
          </a>
        ),
      )}
    </>
  );
}
