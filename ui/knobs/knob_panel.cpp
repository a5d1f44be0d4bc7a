// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_panel.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace lanescope::knobs {
namespace {

constexpr int kRowGapPx = 6;
constexpr int kHeadingGapPx = 8;

} // namespace

KnobPanel::KnobPanel(QWidget* parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_pace.setSingleShot(true);
    m_pace.setInterval(1000 / kMostChangesPerSecond);
    m_pace.setTimerType(Qt::PreciseTimer);
    connect(&m_pace, &QTimer::timeout, this, &KnobPanel::sendPending);
    setAccessibleName(tr("Knobs"));
}

void KnobPanel::setKnobs(const std::vector<scenario::Knob>& knobs, const std::vector<scenario::KnobValue>& values)
{
    Q_ASSERT(knobs.size() == values.size());
    m_pending.clear();
    m_pace.stop();
    m_rows.clear();
    delete m_body;
    m_body = new QWidget(this);
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(kRowGapPx);
    m_layout->addWidget(m_body);
    m_knobs = knobs;

    QString section;
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        if (knobs[i].section != section) {
            section = knobs[i].section;
            addHeading(section);
        }
        addRow(knobs[i], values[i]);
    }
    if (knobs.empty()) {
        auto* nothing = new QLabel(tr("This scenario has no knobs: it always runs the same way."), m_body);
        nothing->setWordWrap(true);
        body->addWidget(nothing);
    }
    m_body->show();
    Q_EMIT valuesChanged();
}

void KnobPanel::addHeading(const QString& section)
{
    auto* heading = new QLabel(section, m_body);
    heading->setForegroundRole(QPalette::PlaceholderText);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    bold.setPixelSize(std::max(11, QFontInfo(font()).pixelSize() - 1));
    heading->setFont(bold);
    heading->setContentsMargins(0, kHeadingGapPx, 0, 0);
    m_body->layout()->addWidget(heading);
}

void KnobPanel::addRow(const scenario::Knob& knob, const scenario::KnobValue& value)
{
    KnobRow* row = makeKnobRow(knob, m_body);
    row->setValue(value);
    if (m_check)
        row->setCheck([this, row](const scenario::KnobValue& typed) { return m_check(row->knob(), typed); });
    m_body->layout()->addWidget(row);
    m_rows.push_back(row);
    connect(row, &KnobRow::changed, this, [this, row](const scenario::KnobValue& changed, bool settled) {
        onChanged(row->knob(), changed, settled);
    });
}

std::vector<scenario::KnobValue> KnobPanel::values() const
{
    std::vector<scenario::KnobValue> all;
    all.reserve(m_rows.size());
    for (const KnobRow* row : m_rows)
        all.push_back(row->value());
    return all;
}

KnobRow* KnobPanel::row(const QString& name) const
{
    const int index = scenario::indexOf(m_knobs, name);
    return index < 0 ? nullptr : m_rows[static_cast<std::size_t>(index)];
}

void KnobPanel::showApplied(const QString& name, const scenario::KnobValue& value)
{
    KnobRow* shown = row(name);
    // A newer value of ours is still under way: what came back is older than what the handle shows.
    if (!shown || shown->isBusy() || m_pending.contains(name) || shown->value() == value)
        return;
    shown->setValue(value);
    Q_EMIT valuesChanged();
}

bool KnobPanel::turn(const QString& name, const scenario::KnobValue& value)
{
    KnobRow* turned = row(name);
    if (!turned)
        return false;
    turned->setValue(value);
    onChanged(turned->knob(), value, true);
    return true;
}

void KnobPanel::setNote(const QString& name, const QString& text, NoteSeverity severity)
{
    if (KnobRow* noted = row(name))
        noted->setNote(text, severity);
}

void KnobPanel::setEffective(const QString& name, const std::optional<scenario::KnobValue>& value)
{
    if (KnobRow* marked = row(name))
        marked->setEffective(value);
}

void KnobPanel::setEffect(const QString& name, const QString& text)
{
    if (KnobRow* turned = row(name))
        turned->setEffect(text);
}

void KnobPanel::resetAll()
{
    std::vector<std::pair<QString, scenario::KnobValue>> standards;
    for (const scenario::Knob& knob : m_knobs)
        standards.emplace_back(knob.name, knob.standard);
    turnAll(standards);
}

void KnobPanel::turnAll(const std::vector<std::pair<QString, scenario::KnobValue>>& values)
{
    const KnobRow* restart = nullptr;
    for (const auto& [name, value] : values) {
        KnobRow* turned = row(name);
        if (!turned || turned->value() == value)
            continue;
        turned->setValue(value);
        if (turned->knob().effect == scenario::KnobEffect::Live)
            m_pending[name] = value;
        else if (!restart)
            restart = turned;
    }
    sendPending(); // only now: whoever hears of the first can see what they amount to together
    Q_EMIT valuesChanged();
    if (restart)
        Q_EMIT restartChanged(restart->knob().name, restart->value());
}

void KnobPanel::onChanged(const scenario::Knob& knob, const scenario::KnobValue& value, bool settled)
{
    Q_EMIT valuesChanged();
    if (knob.effect == scenario::KnobEffect::Restart) {
        if (settled)
            Q_EMIT restartChanged(knob.name, value);
        return;
    }
    m_pending[knob.name] = value;
    if (!m_pace.isActive() || settled)
        sendPending();
}

void KnobPanel::sendPending()
{
    if (m_pending.empty())
        return;
    m_pace.start();
    const auto sent = std::exchange(m_pending, {});
    for (const auto& [name, value] : sent)
        Q_EMIT liveChanged(name, value);
}

} // namespace lanescope::knobs
