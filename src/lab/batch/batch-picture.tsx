import * as React from 'react';

/** A picture that a run kept; without a label, what it stands beside says what it shows. */
export const RunPicture = React.memo(function RunPicture(props: {
  readonly picture: Blob;
  readonly label?: string;
}): JSX.Element {
  const { picture, label = '' } = props;
  const [url, setUrl] = React.useState<string>();
  React.useEffect(() => {
    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return <img alt={label} src={url} loading="lazy" decoding="async" />;
});
