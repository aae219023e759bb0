import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';
import { ImageReference } from '../project/images';
import { ImageStatus, IProjectStore } from '../store/contract';
import { useStoreChanges } from './use-store';

/** Longest side of a thumbnail in pixels. */
const THUMBNAIL_SIDE = 72;

/** The images of the project: thumbnail, name, labelled pixels. */
export function ImageStrip(props: {
  store: IProjectStore;
  trans: TranslationBundle;
  addImage: () => void;
  relinkImage: (imageId: string) => void;
  removeImage: (imageId: string) => void;
}): JSX.Element {
  const { store, trans, addImage, relinkImage, removeImage } = props;
  useStoreChanges(store, ['images', 'activeImage', 'labels', 'channels']);
  return (
    <div className="jp-PixelForest-strip">
      <ul
        role="listbox"
        aria-label={trans.__('Images')}
        aria-orientation="horizontal"
        className="jp-PixelForest-stripList"
      >
        {store.project.images.map(image => (
          <StripItem
            key={image.id}
            store={store}
            trans={trans}
            image={image}
            relinkImage={relinkImage}
            removeImage={removeImage}
          />
        ))}
      </ul>
      <button
        className="jp-mod-styled jp-PixelForest-button"
        title={trans.__(
          'Add images from the file browser. Files can also be dragged here.'
        )}
        onClick={addImage}
      >
        {trans.__('Add image')}
      </button>
    </div>
  );
}

function StripItem(props: {
  store: IProjectStore;
  trans: TranslationBundle;
  image: ImageReference;
  relinkImage: (imageId: string) => void;
  removeImage: (imageId: string) => void;
}): JSX.Element {
  const { store, trans, image, relinkImage, removeImage } = props;
  const isActive = store.activeImage?.id === image.id;
  const status = store.imageStatus(image.id);
  const count = store
    .labelCounts(image.id)
    .reduce((sum, value) => sum + value, 0);
  const countText = trans._n('%1 labelled pixel', '%1 labelled pixels', count);
  return (
    <li
      role="option"
      aria-selected={isActive}
      aria-label={trans.__('%1, %2', image.nickname, countText)}
      tabIndex={0}
      className={`jp-PixelForest-stripItem ${isActive ? 'jp-mod-selected' : ''}`}
      title={tooltip(trans, image, status, countText)}
      onClick={() => store.selectImage(image.id)}
      onKeyDown={event => {
        if (event.target !== event.currentTarget) {
          return;
        }
        if (event.key === 'Enter' || event.key === ' ') {
          store.selectImage(image.id);
        } else if (event.key === 'ArrowRight') {
          store.stepImage(1);
        } else if (event.key === 'ArrowLeft') {
          store.stepImage(-1);
        } else {
          return;
        }
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <Thumbnail
        store={store}
        imageId={image.id}
        path={image.path + image.innerPath}
        status={status}
      />
      <span className="jp-PixelForest-rowName">{image.nickname}</span>
      <span className="jp-PixelForest-count">{count.toLocaleString()}</span>
      {(status.state === 'missing' || status.state === 'other') && (
        <button
          className="jp-mod-styled"
          title={trans.__('Say where this file is now; its labels are kept')}
          onClick={event => {
            event.stopPropagation();
            relinkImage(image.id);
          }}
        >
          {trans.__('Locate…')}
        </button>
      )}
      <button
        className="jp-PixelForest-iconButton jp-PixelForest-remove"
        aria-label={trans.__('Remove %1', image.nickname)}
        title={trans.__(
          'Remove the image and its labels from the project; the file stays'
        )}
        onClick={event => {
          event.stopPropagation();
          removeImage(image.id);
        }}
      >
        ×
      </button>
    </li>
  );
}

function Thumbnail(props: {
  store: IProjectStore;
  imageId: string;
  path: string;
  status: ImageStatus;
}): JSX.Element {
  const { store, imageId, path, status } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  const isAtHand = status.state === 'loading' || status.state === 'ready';
  useEffect(() => {
    if (!isAtHand) {
      setDrawn(false);
      return;
    }
    const abort = new AbortController();
    store.thumbnail(imageId, THUMBNAIL_SIDE, abort.signal).then(
      ({ rgba, height, width }) => {
        const node = canvas.current;
        if (!node || abort.signal.aborted) {
          return;
        }
        node.height = height;
        node.width = width;
        node
          .getContext('2d')
          ?.putImageData(
            new ImageData(new Uint8ClampedArray(rgba), width, height),
            0,
            0
          );
        setDrawn(true);
      },
      // the status says what is wrong; the place simply stays empty
      () => setDrawn(false)
    );
    return () => abort.abort();
  }, [store, imageId, isAtHand, path]);
  return (
    <canvas
      ref={canvas}
      aria-hidden="true"
      className={`jp-PixelForest-thumbnail ${isDrawn ? '' : 'jp-mod-empty'}`}
    />
  );
}

function tooltip(
  trans: TranslationBundle,
  image: ImageReference,
  status: ImageStatus,
  countText: string
): string {
  if (status.state !== 'ready' && status.state !== 'loading') {
    return status.message;
  }
  const shape = image.metadata?.shape;
  const size = shape ? `${shape.x} × ${shape.y} px` : trans.__('not opened');
  return `${image.path || image.innerPath}\n${size}\n${countText}`;
}
