import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { PixelForestError } from '../../errors';
import { ToolId } from '../../store/contract';
import { CONTRAST_TOOL } from './contrast';
import { DRAW_OBJECT_TOOL, EXCLUDE_TOOL, SPLIT_OBJECT_TOOL } from './outline';
import { BRUSH_TOOL, ERASER_TOOL } from './paint';
import { PAN_TOOL } from './pan';
import { ToolType } from './tool';

/** The tools of all viewers. The built-in ones register as any other. */
export class ToolRegistry {
  /** Emitted after a tool was registered or taken out. */
  get changed(): ISignal<ToolRegistry, void> {
    return this._changed;
  }

  /** In the order they were registered. */
  get types(): readonly ToolType[] {
    return [...this._types.values()];
  }

  /**
   * @returns takes the tool out again
   * @throws PixelForestError `input` if the id is taken
   */
  register(type: ToolType): IDisposable {
    if (this._types.has(type.id)) {
      throw new PixelForestError(
        'input',
        `A new tool was to be registered, but there is a tool “${type.id}” already. Choose another id.`
      );
    }
    this._types.set(type.id, type);
    this._changed.emit();
    return new DisposableDelegate(() => {
      this._types.delete(type.id);
      this._changed.emit();
    });
  }

  get(id: ToolId): ToolType | null {
    return this._types.get(id) ?? null;
  }

  private readonly _types = new Map<ToolId, ToolType>();
  private readonly _changed = new Signal<ToolRegistry, void>(this);
}

/** A registry with the product's own tools. */
export function createToolRegistry(): ToolRegistry {
  const registry = new ToolRegistry();
  [
    PAN_TOOL,
    BRUSH_TOOL,
    ERASER_TOOL,
    CONTRAST_TOOL,
    EXCLUDE_TOOL,
    DRAW_OBJECT_TOOL,
    SPLIT_OBJECT_TOOL
  ].forEach(type => registry.register(type));
  return registry;
}
