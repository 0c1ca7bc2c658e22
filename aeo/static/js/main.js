// The one script of every page. Everything here is a comfort: each page works without it.
import { startAutosave } from "./autosave.js";
import { startKeyboard } from "./keyboard.js";
import { focusErrors, refuseDoubleSubmit } from "./submit.js";
import { startUploads } from "./upload.js";

focusErrors();
refuseDoubleSubmit();
startAutosave();
startUploads();
startKeyboard();
