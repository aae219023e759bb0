import React from 'react';
import { IProjectStore, ToolId } from '../store/contract';

/** Takes a tool in hand, and puts it down again. */
export function ToolButton(props: {
  store: IProjectStore;
  tool: ToolId;
  label: string;
  title: string;
}): JSX.Element {
  const { store, tool, label, title } = props;
  const isHeld = store.tool === tool;
  return (
    <button
      className={`jp-mod-styled jp-PixelForest-live ${isHeld ? 'jp-mod-on' : ''}`}
      aria-pressed={isHeld}
      title={title}
      onClick={() => store.setTool(isHeld ? 'pan' : tool)}
    >
      {label}
    </button>
  );
}
