// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/request_details.h"

#include "ui/panels/fact_grid.h"
#include "ui/panels/requests/request_waterfall.h"
#include "ui/theme/colours.h"
#include "ui/theme/gate_style.h"
#include "ui/timeline/row_facts.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace lanescope::panels {
namespace {

std::vector<Fact> factsOf(const store::Request& request)
{
    QString ended = outcomeText(request);
    if (request.httpStatus != 0)
        ended = RequestDetails::tr("%1, status %2").arg(ended).arg(request.httpStatus);
    const auto bytes = static_cast<qint64>(request.bytes);
    std::vector<Fact> facts{
        {request.now ? RequestDetails::tr("now") : RequestDetails::tr("ended"), ended},
        {RequestDetails::tr("size"), QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat)}};
    if (const auto gate = request.heldMostBy())
        facts.push_back({RequestDetails::tr("held by"), theme::gateMeaning(*gate)});
    return facts;
}

/// A URL has no blanks to break a line at; a zero-width space after each part lets it wrap.
QString breakable(const QString& url)
{
    QString out;
    for (const QChar sign : url) {
        out += sign;
        if (sign == u'/' || sign == u'&' || sign == u'?')
            out += QChar(0x200b);
    }
    return out;
}

} // namespace

RequestDetails::RequestDetails(QWidget* parent)
    : QScrollArea(parent)
    , m_body(new QWidget(this))
    , m_title(new QLabel(m_body))
    , m_note(new QLabel(m_body))
    , m_waterfall(new RequestWaterfall(m_body))
    , m_facts(new FactGrid(m_body))
    , m_curl(new QPushButton(tr("Copy as curl"), m_body))
    , m_show(new QPushButton(tr("Show on the timeline"), m_body))
    , m_buttons(makeButtons())
{
    setAccessibleName(tr("The chosen request"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(16, 8, 16, 12);
    layout->setSpacing(6);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    for (QLabel* label : {m_title, m_note}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_note->setAccessibleName(tr("What went wrong"));
    layout->addWidget(m_title);
    layout->addWidget(m_note);
    layout->addWidget(m_waterfall);
    layout->addWidget(m_facts);
    layout->addWidget(m_buttons);
    layout->addStretch(1);
    setWidget(m_body);
    connect(m_curl, &QPushButton::clicked, this, &RequestDetails::curlWanted);
    connect(m_show, &QPushButton::clicked, this, [this] {
        if (m_request)
            Q_EMIT momentWanted(*m_request);
    });
    tint();
    refresh();
}

QWidget* RequestDetails::makeButtons()
{
    auto* line = new QWidget(m_body);
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 2, 0, 0);
    layout->setSpacing(12);
    for (QPushButton* button : {m_curl, m_show}) {
        button->setProperty("role", QStringLiteral("link"));
        button->setStyleSheet(QStringLiteral("padding: 1px 0; text-align: left"));
        layout->addWidget(button);
    }
    layout->addStretch(1);
    m_curl->setToolTip(tr("A line for a shell that fetches the same (Ctrl+Shift+C)"));
    return line;
}

void RequestDetails::setRequest(const std::optional<store::Request>& request)
{
    m_request = request;
    refresh();
}

void RequestDetails::refresh()
{
    for (QWidget* part : std::initializer_list<QWidget*>{m_waterfall, m_facts, m_buttons})
        part->setVisible(m_request.has_value());
    m_note->setVisible(m_request && !m_request->note.empty());
    if (!m_request) {
        m_title->setText(tr("Choose a request to see where its time went."));
        return;
    }
    // Setting an equal text would lose what a person is selecting.
    const QString title = breakable(timeline::toQString(m_request->url));
    if (m_title->text() != title)
        m_title->setText(title);
    if (const QString note = timeline::toQString(m_request->note); m_note->text() != note)
        m_note->setText(note);
    m_waterfall->show(requestStory(*m_request));
    m_facts->show(factsOf(*m_request));
    m_show->setEnabled(wasSent(*m_request));
    m_show->setToolTip(wasSent(*m_request) ? QString() : tr("It was never on the wire."));
    tint();
}

void RequestDetails::tint()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const bool isError = m_request && !m_request->now && m_request->outcome != trace::RequestOutcome::Ok &&
                         m_request->outcome != trace::RequestOutcome::Filtered &&
                         m_request->outcome != trace::RequestOutcome::Redirected;
    QPalette ink;
    ink.setColor(QPalette::WindowText, isError ? colours.alarm : colours.textSecondary);
    m_note->setPalette(ink);
}

void RequestDetails::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace lanescope::panels
