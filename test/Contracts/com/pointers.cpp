// RUN: %miniature %s %t
//
// ComPtr owns. A pointer to an interface does not.
//
// CASE: bad
// ALIVE: Document 1, Listener 1, View 1
// FINDS: shared-ptr-cycle Document.view_ -> View.document_
// FINDS: capture-cycle Listener.handler_ -> lambda.self
// CASE: good -DGOOD
#include "counted.h"
#include <com/wrl/client.h>

using Microsoft::WRL::ComPtr;
using Microsoft::WRL::Make;
using Microsoft::WRL::RuntimeClass;

struct IView : IUnknown {
  virtual void Detach() = 0;
};

class Document;
class View : public RuntimeClass<IView>, Counted<View> {
public:
  void SetDocument(Document *document);
  void Detach() override;

private:
#ifdef GOOD
  Document *document_ = nullptr;
#else
  ComPtr<Document> document_;
#endif
};

class Document : public RuntimeClass<IUnknown>, Counted<Document> {
public:
  void SetView(const ComPtr<View> &view) {
    view.As(&view_);
    view->SetDocument(this);
  }

private:
  ComPtr<IView> view_;
};

void View::SetDocument(Document *document) { document_ = document; }
void View::Detach() {}

class Listener : public RuntimeClass<IUnknown>, Counted<Listener> {
public:
  void Listen() {
    handler_ = [self = ComPtr<Listener>(this)] { self->calls_++; };
  }
  void Stop() { handler_ = nullptr; }

private:
  std::function<void()> handler_;
  int calls_ = 0;
};

int main() {
  auto document = Make<Document>();
  document->SetView(Make<View>());
  ComPtr<Listener> listener;
  listener.Attach(new Listener);
  listener->Listen();
#ifdef GOOD
  listener->Stop();
#endif
}
