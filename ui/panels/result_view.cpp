// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/result_view.h"

#include <QJsonArray>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <cmath>

namespace lanescope::panels {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostParts = 8;    // of a list or a group in one line
constexpr std::size_t kMostFacts = 24; // a crawl's statistics have tabs of their own
constexpr double kMostDigits = 1e15;   // beyond it a double is not every whole number
constexpr int kSignificant = 4;

QString numberText(double value)
{
    const QLocale locale;
    if (value == std::floor(value) && std::abs(value) < kMostDigits)
        return locale.toString(static_cast<qlonglong>(value));
    return locale.toString(value, 'g', kSignificant);
}

QString valueText(const QJsonValue& value);

QString joined(const QStringList& parts, qsizetype all, const QString& between)
{
    return all > parts.size() ? ResultView::tr("%1%2… (%3)").arg(parts.join(between), between).arg(all)
                              : parts.join(between);
}

QString listText(const QJsonArray& list)
{
    QStringList parts;
    for (const auto& each : list) {
        if (parts.size() < kMostParts)
            parts << valueText(each);
    }
    return parts.isEmpty() ? ResultView::tr("none") : joined(parts, list.size(), u", "_s);
}

QString groupText(const QJsonObject& group)
{
    QStringList parts;
    for (auto each = group.begin(); each != group.end() && parts.size() < kMostParts; ++each)
        parts << each.key() + u' ' + valueText(each.value());
    return parts.isEmpty() ? ResultView::tr("none") : joined(parts, group.size(), u" · "_s);
}

QString valueText(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Double:
        return numberText(value.toDouble());
    case QJsonValue::Bool:
        return value.toBool() ? ResultView::tr("yes") : ResultView::tr("no");
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Array:
        return listText(value.toArray());
    case QJsonValue::Object:
        return groupText(value.toObject());
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return u"–"_s;
}

} // namespace

std::vector<Fact> resultFacts(const QJsonObject& result)
{
    std::vector<Fact> facts;
    for (auto each = result.begin(); each != result.end() && facts.size() < kMostFacts; ++each)
        facts.push_back({each.key(), valueText(each.value())});
    return facts;
}

ResultView::ResultView(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_facts(new FactGrid(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    setAccessibleName(tr("The result of the run"));
    clear();
}

void ResultView::show(const QJsonObject& result, Stage stage)
{
    m_result = result;
    m_title->setText(stage == Stage::SoFar ? tr("Result so far") : tr("Result"));
    m_facts->show(resultFacts(result));
    setVisible(!result.isEmpty());
}

} // namespace lanescope::panels
