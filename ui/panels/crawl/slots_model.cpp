// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/crawl/slots_model.h"

#include "ui/theme/gate_style.h"
#include "ui/timeline/time_text.h"

#include <QJsonArray>

namespace lanescope::panels {

using namespace Qt::StringLiterals;
using store::Snapshot;

namespace {

constexpr double kNsPerS = 1e9;

QVariant seconds(const QJsonObject& slot, QLatin1String name)
{
    const double value = slot[name].toDouble();
    return value > 0 ? QVariant(static_cast<qlonglong>(value * kNsPerS)) : QVariant();
}

QVariant positive(const QJsonObject& slot, QLatin1String name)
{
    const double value = slot[name].toDouble();
    return value > 0 ? QVariant(value) : QVariant();
}

bool tellsTheLaw(const QJsonObject& slot)
{
    return slot["observed_per_s"_L1].toDouble() >= SlotsModel::kLawNeedsPerS;
}

QString reasonOf(const QJsonObject& slot)
{
    const auto gate = theme::gateOfWord(slot["gate"_L1].toString().toStdString());
    return gate && slot["waiting"_L1].toInt() > 0 ? theme::gateName(*gate) : QString();
}

QVariant law(const QJsonObject& slot)
{
    if (!tellsTheLaw(slot))
        return {};
    const double error = slot["littles_law_error"_L1].toDouble();
    const QString sign = error <= SlotsModel::kLawTolerance ? u"✓"_s : u"≠"_s;
    return SlotsModel::tr("%1 %2").arg(sign, timeline::percentText(error));
}

} // namespace

template <class Read>
Column SlotsModel::column(const QString& title, const QString& tip, Unit unit, const QString& sample, Read read) const
{
    return {title, tip, unit, sample, [this, read](const Snapshot&, std::uint32_t key) -> QVariant {
                return key < m_slots.size() ? QVariant(read(m_slots[key])) : QVariant();
            }};
}

SlotsModel::SlotsModel(QObject* parent)
    : FigureModel(parent)
{
    const auto text = [](QLatin1String name) { return [name](const QJsonObject& s) { return s[name].toString(); }; };
    const auto count = [](QLatin1String name) {
        return [name](const QJsonObject& s) { return QVariant(static_cast<qulonglong>(s[name].toInteger())); };
    };
    const auto time = [](QLatin1String name) { return [name](const QJsonObject& s) { return seconds(s, name); }; };
    const auto some = [](QLatin1String name) { return [name](const QJsonObject& s) { return positive(s, name); }; };
    setColumns({
        column(tr("Slot"), tr("What has a cap and a delay of its own: a host, a domain or an address."), Unit::Text,
               QStringLiteral("autothrottle host-12.example.org"), text("slot"_L1)),
        column(tr("Waiting"), tr("Requests that wait for their turn."), Unit::Count, QStringLiteral("99,999"),
               count("waiting"_L1)),
        column(tr("Held by"), tr("What holds most of them."), Unit::Text, QStringLiteral("parse backlog"), reasonOf),
        column(tr("Next in"), tr("When the next of them may go, as far as that is known."), Unit::Duration,
               QStringLiteral("999.9 ms"), time("gate_s"_L1)),
        column(tr("On the wire"), tr("Requests on the wire now."), Unit::Count, QStringLiteral("999"),
               count("on_the_wire"_L1)),
        column(tr("Cap"), tr("How many may be; – if none is set."), Unit::Count, QStringLiteral("999"), some("cap"_L1)),
        column(tr("Possible"),
               tr("How many cap C, latency L and delay D allow on the wire: the lesser of C and L / D."), Unit::Depth,
               QStringLiteral("99.9"), some("predicted_on_the_wire"_L1)),
        column(tr("Delay"), tr("The least time from one start to the next."), Unit::Duration,
               QStringLiteral("999.9 ms"), time("delay_s"_L1)),
        column(tr("Latency"), tr("Mean time on the wire over the last two seconds."), Unit::Duration,
               QStringLiteral("999.9 ms"), time("latency_s"_L1)),
        column(tr("Observed"), tr("Requests that ended, a second, over the last two seconds."), Unit::Rate,
               QStringLiteral("999.9/s"), some("observed_per_s"_L1)),
        column(tr("Predicted"), tr("What cap C, latency L and delay D allow: the lesser of C / L and 1 / D."),
               Unit::Rate, QStringLiteral("999.9/s"), some("predicted_per_s"_L1)),
        column(
            tr("Little's law"),
            tr("Whether N = X · L: requests on the wire = how many end a second × how long each takes; and by how much "
               "both sides differ. Those that began earlier or are still out count for their part."),
            Unit::Text, QStringLiteral("✓ 99.9 %"), law),
    });
}

void SlotsModel::setStatus(const QJsonObject& status)
{
    std::vector<QJsonObject> now(m_slots.size());
    for (const auto& [name, key] : m_keys.asKeyValueRange())
        now[key].insert("slot"_L1, name);
    for (const QJsonValue& value : status["slots"_L1].toArray()) {
        const QString name = value["slot"_L1].toString();
        if (!m_keys.contains(name) && now.size() < kMost) {
            m_keys.insert(name, static_cast<std::uint32_t>(now.size()));
            now.emplace_back();
        }
        if (const auto known = m_keys.constFind(name); known != m_keys.constEnd())
            now[*known] = value.toObject();
    }
    m_slots = std::move(now);
}

void SlotsModel::clear()
{
    m_slots.clear();
    m_keys.clear();
}

QString SlotsModel::nameOf(std::uint32_t key) const
{
    return key < m_slots.size() ? m_slots[key]["slot"_L1].toString() : QString();
}

std::vector<std::uint32_t> SlotsModel::keysOf(const Snapshot&) const
{
    std::vector<std::uint32_t> keys(m_slots.size());
    for (std::uint32_t key = 0; key < keys.size(); ++key)
        keys[key] = key;
    return keys;
}

Severity SlotsModel::severity(std::uint32_t key) const
{
    if (key >= m_slots.size())
        return Severity::Quiet;
    const QJsonObject& slot = m_slots[key];
    return slot["waiting"_L1].toInteger() > 0 || slot["on_the_wire"_L1].toInteger() > 0 ? Severity::Normal
                                                                                        : Severity::Quiet;
}

QVariant SlotsModel::data(const QModelIndex& index, int role) const
{
    const bool isLaw = index.isValid() && index.column() == columnCount() - 1;
    if (isLaw && role == SeverityRole) {
        const std::uint32_t key = keyAt(index.row());
        if (key < m_slots.size() && tellsTheLaw(m_slots[key]) &&
            m_slots[key]["littles_law_error"_L1].toDouble() > kLawTolerance)
            return static_cast<int>(Severity::Warning);
    }
    return FigureModel::data(index, role);
}

QString SlotsModel::toolTip(std::uint32_t key, int column) const
{
    if (key >= m_slots.size())
        return {};
    if (column != 2)
        return columns()[static_cast<std::size_t>(column)].tip;
    const auto gate = theme::gateOfWord(m_slots[key]["gate"_L1].toString().toStdString());
    return gate ? theme::gateMeaning(*gate) : QString();
}

} // namespace lanescope::panels
