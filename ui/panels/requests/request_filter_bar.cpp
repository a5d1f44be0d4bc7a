// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/request_filter_bar.h"

#include "ui/knobs/flat_combo_box.h"
#include "ui/theme/gate_style.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

namespace lanescope::panels {
namespace {

constexpr int kSidePx = 10;
constexpr int kNoAnswer = 0;
constexpr int kRoomForAllPx = 420;

// The first entry of each list stands for any; it names the list, which has no other room for a name.
QString anyHost()
{
    return RequestFilterBar::tr("Host");
}

} // namespace

RequestFilterBar::RequestFilterBar(QWidget* parent)
    : QWidget(parent)
    , m_ending(makeChoice(tr("Show by outcome"), QStringLiteral("requests_ending")))
    , m_status(makeChoice(tr("Show by status"), QStringLiteral("requests_status")))
    , m_host(makeChoice(tr("Show by host"), QStringLiteral("requests_host")))
    , m_reason(makeChoice(tr("Show by what held them"), QStringLiteral("requests_reason")))
    , m_words(new QLineEdit(this))
    , m_clear(new QPushButton(QStringLiteral("✕"), this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSidePx, 0, kSidePx, 0);
    layout->setSpacing(4);
    for (QComboBox* choice : {m_ending, m_status, m_host, m_reason})
        layout->addWidget(choice, 1);
    layout->addWidget(m_words, 2);
    layout->addWidget(m_clear);
    layout->addStretch(1);
    m_words->setPlaceholderText(tr("Filter requests"));
    m_words->setAccessibleName(m_words->placeholderText());
    m_words->setClearButtonEnabled(true);
    m_words->setMaximumWidth(320);
    m_words->setMinimumWidth(80);
    m_words->setObjectName(QStringLiteral("requests_words"));
    m_clear->setProperty("role", QStringLiteral("link"));
    m_clear->setAccessibleName(tr("Clear the filters"));
    m_clear->setToolTip(tr("Show all requests again"));
    addEndings();
    addStatuses();
    m_host->addItem(anyHost());
    addReasons();
    connect(m_words, &QLineEdit::textChanged, this, &RequestFilterBar::onChanged);
    connect(m_clear, &QPushButton::clicked, this, &RequestFilterBar::clear);
    m_clear->hide();
}

QComboBox* RequestFilterBar::makeChoice(const QString& name, const QString& objectName)
{
    auto* choice = new knobs::FlatComboBox(this);
    choice->setAccessibleName(name);
    choice->setToolTip(name);
    choice->setObjectName(objectName);
    choice->setMinimumContentsLength(6);
    choice->setMaximumWidth(170);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(choice, &QComboBox::currentIndexChanged, this, &RequestFilterBar::onChanged);
    return choice;
}

// Where there is little room a choice of one letter says nothing: those that choose nothing give way.
void RequestFilterBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (QComboBox* choice : {m_status, m_host, m_reason})
        choice->setVisible(width() >= kRoomForAllPx || choice->currentIndex() > 0);
}

void RequestFilterBar::addEndings()
{
    using Ending = RequestCriteria::Ending;
    const auto add = [this](const QString& text, Ending ending) { m_ending->addItem(text, static_cast<int>(ending)); };
    add(tr("Result"), Ending::Any);
    add(tr("on the wire"), Ending::OnTheWire);
    add(tr("ok"), Ending::Ok);
    add(tr("failed"), Ending::Failed);
    add(tr("filtered"), Ending::Filtered);
    add(tr("redirected"), Ending::Redirected);
    add(tr("cancelled"), Ending::Cancelled);
}

void RequestFilterBar::addStatuses()
{
    m_status->addItem(tr("Status"));
    for (const int first : {2, 3, 4, 5})
        m_status->addItem(tr("%1xx").arg(first), first);
    m_status->addItem(tr("no answer"), kNoAnswer);
}

void RequestFilterBar::addReasons()
{
    m_reason->addItem(tr("Reason"));
    for (std::size_t gate = 0; gate < theme::kGateCount; ++gate) {
        m_reason->addItem(theme::gateName(static_cast<trace::RequestGate>(gate)), static_cast<int>(gate));
        m_reason->setItemData(m_reason->count() - 1, theme::gateMeaning(static_cast<trace::RequestGate>(gate)),
                              Qt::ToolTipRole);
    }
}

void RequestFilterBar::setHosts(const QStringList& hosts)
{
    const QString chosen = m_host->currentIndex() > 0 ? m_host->currentText() : QString();
    QStringList wanted = hosts;
    if (!chosen.isEmpty() && !wanted.contains(chosen))
        wanted.prepend(chosen);
    QStringList shown;
    for (int i = 1; i < m_host->count(); ++i)
        shown << m_host->itemText(i);
    if (shown == wanted)
        return;
    const QSignalBlocker quiet(m_host);
    m_host->clear();
    m_host->addItem(anyHost());
    m_host->addItems(wanted);
    m_host->setCurrentIndex(chosen.isEmpty() ? 0 : m_host->findText(chosen));
}

RequestCriteria RequestFilterBar::criteria() const
{
    RequestCriteria criteria;
    criteria.ending = static_cast<RequestCriteria::Ending>(m_ending->currentData().toInt());
    if (m_host->currentIndex() > 0)
        criteria.host = m_host->currentText().toStdString();
    if (m_status->currentData().isValid())
        criteria.statusClass = m_status->currentData().toInt();
    if (m_reason->currentData().isValid())
        criteria.reason = static_cast<trace::RequestGate>(m_reason->currentData().toInt());
    return criteria;
}

QString RequestFilterBar::words() const
{
    return m_words->text();
}

void RequestFilterBar::clear()
{
    {
        const QSignalBlocker endings(m_ending);
        const QSignalBlocker statuses(m_status);
        const QSignalBlocker hosts(m_host);
        const QSignalBlocker reasons(m_reason);
        const QSignalBlocker words(m_words);
        for (QComboBox* choice : {m_ending, m_status, m_host, m_reason})
            choice->setCurrentIndex(0);
        m_words->clear();
    }
    onChanged();
}

void RequestFilterBar::focusWords()
{
    m_words->setFocus(Qt::ShortcutFocusReason);
}

void RequestFilterBar::onChanged()
{
    if (!m_clear)
        return; // still being made
    m_clear->setVisible(!criteria().isAny() || !words().isEmpty());
    Q_EMIT changed();
}

} // namespace lanescope::panels
