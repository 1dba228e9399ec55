// Writing: text with Enter to send, and one photo with a caption.

import { api } from "./api.js";
import { $, toast } from "./dom.js";

export class Composer {
  constructor(currentWaId) {
    this.currentWaId = currentWaId;
    this.file = null;
    const draft = $("draft");
    draft.addEventListener("input", () => this.grow());
    draft.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send();
    });
    draft.addEventListener("paste", (event) => this.attach(event.clipboardData?.files[0]));
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    $("attach").addEventListener("click", () => $("file").click());
    $("file").addEventListener("change", () => this.attach($("file").files[0]));
    $("attached-drop").addEventListener("click", () => this.drop());
    const phone = $("phone");
    phone.addEventListener("dragover", (event) => event.preventDefault());
    phone.addEventListener("drop", (event) => { event.preventDefault(); this.attach(event.dataTransfer?.files[0]); });
  }

  grow() {
    const draft = $("draft");
    draft.style.height = "auto";
    draft.style.height = `${draft.scrollHeight}px`;
  }

  attach(file) {
    if (!file) return;
    if (!["image/jpeg", "image/png"].includes(file.type)) {
      toast("Kirim foto JPEG atau PNG.");
      return;
    }
    this.drop();
    this.file = file;
    $("attached-image").src = URL.createObjectURL(file);
    $("attached-name").textContent = file.name;
    $("attached").hidden = false;
    $("draft").placeholder = "Tambahkan keterangan";
    $("draft").focus();
  }

  drop() {
    if (this.file) URL.revokeObjectURL($("attached-image").src);
    this.file = null;
    $("attached").hidden = true;
    $("attached-image").removeAttribute("src");
    $("file").value = "";
    $("draft").placeholder = "Ketik pesan";
  }

  async send() {
    const draft = $("draft");
    const text = draft.value.trim();
    const file = this.file;
    const waId = this.currentWaId();
    if (!waId || (!text && !file)) return;
    draft.value = "";
    this.grow();
    this.drop();
    try {
      await (file ? api.sendFile(waId, file, text) : api.sendText(waId, text));
    } catch (error) {
      if (!draft.value) draft.value = text;
      this.grow();
      toast(error.message);
    }
  }
}
