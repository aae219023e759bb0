import { TranslationBundle } from '@jupyterlab/translation';
import {
  addIcon,
  fileUploadIcon,
  imageIcon,
  LabIcon,
  refreshIcon
} from '@jupyterlab/ui-components';
import {
  brushIcon,
  eraserIcon,
  liveIcon,
  panIcon,
  projectIcon
} from '../icons';
import { CommandTitle } from './command';
import { CommandIDs } from './ids';

/** Icon of a tool's button. */
const TOOL_ICONS: Readonly<Record<string, LabIcon | undefined>> = {
  pan: panIcon,
  brush: brushIcon,
  eraser: eraserIcon
};

/** The titles of the commands that wait until the page is first used, by id. */
export function commandTitles(
  trans: TranslationBundle
): Readonly<Record<string, CommandTitle>> {
  const toolNames: Record<string, string> = {
    pan: trans.__('Pan'),
    brush: trans.__('Brush'),
    eraser: trans.__('Eraser'),
    contrast: trans.__('Contrast')
  };
  const layerNames: Record<string, string> = {
    labels: trans.__('Show labels'),
    uncertainty: trans.__('Show uncertainty'),
    segmentation: trans.__('Show segmentation'),
    raw: trans.__('Show raw image')
  };
  return {
    [CommandIDs.selectClass]: {
      label: args =>
        typeof args['classIndex'] === 'number'
          ? trans.__('Select class %1', Number(args['classIndex']) + 1)
          : trans.__('Select class'),
      caption: trans.__('Paint with this class'),
      isToggleable: true
    },
    [CommandIDs.addClass]: {
      label: trans.__('Add class'),
      caption: trans.__('Add a class with the next colour'),
      icon: addIcon
    },
    [CommandIDs.renameClass]: {
      label: trans.__('Rename class…'),
      caption: trans.__('Give the active class another name')
    },
    [CommandIDs.recolorClass]: {
      label: trans.__('Change class colour…'),
      caption: trans.__('Give the active class another colour')
    },
    [CommandIDs.deleteClass]: {
      label: trans.__('Delete class'),
      caption: trans.__('Delete the active class and its labels')
    },
    [CommandIDs.clearClass]: {
      label: trans.__('Clear class'),
      caption: trans.__('Remove the labels of the active class in all images')
    },
    [CommandIDs.mergeClass]: {
      label: trans.__('Merge class…'),
      caption: trans.__('Give the labels of the active class to another class')
    },
    [CommandIDs.selectFeatures]: {
      label: trans.__('Select features…'),
      caption: trans.__('Choose filters and scales the classifier looks at')
    },
    [CommandIDs.setFeatures]: {
      label: trans.__('Set features'),
      caption: trans.__('Set filters and scales without a dialog')
    },
    [CommandIDs.setTrainingChannels]: {
      label: trans.__('Set training channels'),
      caption: trans.__('Choose the channels that take part in training')
    },
    [CommandIDs.toggleLiveUpdate]: {
      label: trans.__('Live update'),
      caption: trans.__('Train and predict after every stroke'),
      icon: liveIcon,
      isToggleable: true
    },
    [CommandIDs.updateOnce]: {
      label: trans.__('Update once'),
      caption: trans.__('Train and predict once'),
      icon: refreshIcon
    },
    [CommandIDs.exportForest]: {
      label: trans.__('Export forest…'),
      caption: trans.__(
        'Write the trained forest as JSON for any JavaScript program'
      )
    },
    [CommandIDs.importForest]: {
      label: trans.__('Import forest…'),
      caption: trans.__(
        'Predict with a forest from a JSON file until labels change'
      )
    },
    [CommandIDs.exportResults]: {
      label: trans.__('Export…'),
      caption: trans.__('Write maps, masks and labels as files')
    },
    [CommandIDs.runOnFolder]: {
      label: trans.__('Run on folder…'),
      caption: trans.__(
        'Make the results of many images with this classifier, with one table of all'
      )
    },
    [CommandIDs.importLabels]: {
      label: trans.__('Import labels…'),
      caption: trans.__(
        'Take labels from a TIFF, PNG, Labkit, Cellpose or StarDist file'
      )
    },
    [CommandIDs.exportLabels]: {
      label: trans.__('Export labels…'),
      caption: trans.__(
        'Write the labels for Labkit, Cellpose, StarDist and other programs'
      )
    },
    [CommandIDs.importProjectLabels]: {
      label: trans.__('Import labels from project…'),
      caption: trans.__(
        'Compare labels with those of another person’s project, and take them'
      )
    },
    [CommandIDs.keepVersion]: {
      label: trans.__('Keep version…'),
      caption: trans.__(
        'Keep labels, classes and features of now under a name, in the project'
      )
    },
    [CommandIDs.goBackToVersion]: {
      label: trans.__('Go back to version…'),
      caption: trans.__('Make a kept version the present state')
    },
    [CommandIDs.showVersions]: {
      label: trans.__('Versions…'),
      caption: trans.__('List kept versions and compare what they predict')
    },
    [CommandIDs.toggleLayer]: {
      label: args =>
        layerNames[String(args['layerId'])] ?? trans.__('Show or hide layer'),
      caption: trans.__('Show or hide a layer of the image'),
      isToggleable: true
    },
    [CommandIDs.togglePredictions]: {
      label: trans.__('Show predictions'),
      caption: trans.__('Show or hide the probability layers of all classes'),
      isToggleable: true
    },
    [CommandIDs.peekRaw]: {
      label: trans.__('Show raw image only'),
      caption: trans.__('Show the image without layers, or all layers again')
    },
    [CommandIDs.setLayerOpacity]: {
      label: trans.__('Set layer opacity'),
      caption: trans.__('Set how opaque a layer is')
    },
    [CommandIDs.setChannelView]: {
      label: trans.__('Set channel display'),
      caption: trans.__('Set colour, contrast and visibility of a channel')
    },
    [CommandIDs.autoContrast]: {
      label: trans.__('Auto contrast'),
      caption: trans.__(
        'Stretch the contrast over the values of the visible plane'
      )
    },
    [CommandIDs.resetContrast]: {
      label: trans.__('Reset contrast'),
      caption: trans.__('Go back to the display range the file gives')
    },
    [CommandIDs.nextChannel]: {
      label: trans.__('Next channel'),
      caption: trans.__('Show the next channel alone')
    },
    [CommandIDs.previousChannel]: {
      label: trans.__('Previous channel'),
      caption: trans.__('Show the previous channel alone')
    },
    [CommandIDs.zoomIn]: {
      label: trans.__('Zoom in'),
      caption: trans.__('Show the image larger')
    },
    [CommandIDs.zoomOut]: {
      label: trans.__('Zoom out'),
      caption: trans.__('Show the image smaller')
    },
    [CommandIDs.fitView]: {
      label: trans.__('Fit to view'),
      caption: trans.__('Show the whole image')
    },
    [CommandIDs.resetZoom]: {
      label: trans.__('Actual size'),
      caption: trans.__('Show one image pixel per screen pixel')
    },
    [CommandIDs.centerView]: {
      label: trans.__('Centre image'),
      caption: trans.__('Bring the middle of the image to the middle')
    },
    [CommandIDs.addImage]: {
      label: trans.__('Add image'),
      caption: trans.__('Add images from the server to the project'),
      icon: imageIcon
    },
    [CommandIDs.uploadImage]: {
      label: trans.__('Upload image…'),
      caption: trans.__('Copy images from this computer beside the project'),
      icon: fileUploadIcon
    },
    [CommandIDs.tryPracticeImage]: {
      label: trans.__('Try the practice image'),
      caption: trans.__(
        'Put a made-up image of lysosomes beside the project and open it'
      )
    },
    [CommandIDs.selectImage]: {
      label: trans.__('Show image'),
      caption: trans.__('Show an image of the project')
    },
    [CommandIDs.nextImage]: {
      label: trans.__('Next image'),
      caption: trans.__('Show the next image of the project')
    },
    [CommandIDs.previousImage]: {
      label: trans.__('Previous image'),
      caption: trans.__('Show the previous image of the project')
    },
    [CommandIDs.relinkImage]: {
      label: trans.__('Relink image…'),
      caption: trans.__('Say where the file of an image is; labels stay')
    },
    [CommandIDs.relinkFolder]: {
      label: trans.__('Relink folder…'),
      caption: trans.__('Find all missing images in a folder; labels stay')
    },
    [CommandIDs.acceptImage]: {
      label: trans.__('Use this image anyway'),
      caption: trans.__(
        'Take the image though it is another one than the labels were drawn on'
      )
    },
    [CommandIDs.embedImages]: {
      label: trans.__('Embed images…'),
      caption: trans.__('Copy images into the project file and save it')
    },
    [CommandIDs.packProject]: {
      label: trans.__('Pack to share…'),
      caption: trans.__('Write project and images into one zip file')
    },
    [CommandIDs.workOnCopy]: {
      label: trans.__('Work on a copy'),
      caption: trans.__(
        'Save the project in your own folder and go on there; the images stay where they are'
      )
    },
    [CommandIDs.insertCell]: {
      label: trans.__('Insert Pixel Classification cell…'),
      caption: trans.__(
        'Show a project or an image in a new cell of the notebook; nothing has to run'
      ),
      icon: projectIcon,
      isGeneral: true
    },
    [CommandIDs.insertResults]: {
      label: trans.__('Insert results into notebook'),
      caption: trans.__(
        'Figure, table of areas and a cell that reads the result files, as one step'
      ),
      icon: projectIcon,
      isGeneral: true
    },
    [CommandIDs.copyLink]: {
      label: trans.__('Copy shareable link'),
      caption: trans.__(
        'Copy the address of this project for others on the same hub'
      )
    },
    [CommandIDs.removeImage]: {
      label: trans.__('Remove image'),
      caption: trans.__(
        'Take an image and its labels out of the project; the file stays'
      )
    },
    [CommandIDs.setPlane]: {
      label: trans.__('Show plane'),
      caption: trans.__('Show a slice and a time frame of the image')
    },
    [CommandIDs.showShortcuts]: {
      label: trans.__('Keyboard shortcut sheet'),
      caption: trans.__('List the keys of pixel classification'),
      isGeneral: true
    },
    [CommandIDs.editShortcuts]: {
      label: trans.__('Keyboard shortcuts'),
      caption: trans.__('Change the keys in the shortcut editor'),
      isGeneral: true
    },
    [CommandIDs.record]: {
      label: trans.__('Record…'),
      caption: trans.__(
        'List each action as a command that can be saved, edited and replayed'
      )
    },
    [CommandIDs.replay]: {
      label: trans.__('Replay macro…'),
      caption: trans.__('Do the recorded steps of a file again')
    },
    [CommandIDs.showCitation]: {
      label: trans.__('How to cite'),
      caption: trans.__('Show what to cite, ready to copy'),
      isGeneral: true
    },
    [CommandIDs.setTool]: {
      label: args => toolNames[String(args['tool'])] ?? trans.__('Set tool'),
      caption: trans.__('Choose what dragging over the image does'),
      icon: args => TOOL_ICONS[String(args['tool'])],
      isToggleable: true
    },
    [CommandIDs.setBrushSize]: {
      label: trans.__('Set brush size…'),
      caption: trans.__('Set the diameter of the active brush or eraser')
    },
    [CommandIDs.growBrush]: {
      label: trans.__('Larger brush'),
      caption: trans.__('Next larger brush or eraser')
    },
    [CommandIDs.shrinkBrush]: {
      label: trans.__('Smaller brush'),
      caption: trans.__('Next smaller brush or eraser')
    },
    [CommandIDs.paintStroke]: {
      label: trans.__('Paint a stroke'),
      caption: trans.__('Paint or erase labels along points of the image')
    },
    [CommandIDs.nextSlice]: {
      label: trans.__('Next slice'),
      caption: trans.__('Show the next z slice')
    },
    [CommandIDs.previousSlice]: {
      label: trans.__('Previous slice'),
      caption: trans.__('Show the previous z slice')
    },
    [CommandIDs.firstSlice]: {
      label: trans.__('First slice'),
      caption: trans.__('Show the first z slice')
    },
    [CommandIDs.lastSlice]: {
      label: trans.__('Last slice'),
      caption: trans.__('Show the last z slice')
    },
    [CommandIDs.nextFrame]: {
      label: trans.__('Next time frame'),
      caption: trans.__('Show the next time frame')
    },
    [CommandIDs.previousFrame]: {
      label: trans.__('Previous time frame'),
      caption: trans.__('Show the previous time frame')
    }
  };
}
