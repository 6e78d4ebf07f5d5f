# The picture of the script bindings: gnuplot -e "folder='out/bench'; languages='lua node python ruby'" bench/report/bindings.gp
set datafile separator tab
set output folder."/bindings.svg"
set terminal svg size 1100,520 font "sans-serif,13" background "white"

array colours[4] = ["#1f6f8b", "#edae49", "#d1495b", "#6a994e"]
set border 3 linecolor rgb "#606060"
set grid ytics linecolor rgb "#e0e0e0" linetype 1 linewidth 1
set tics nomirror out textcolor rgb "#303030"
set title "Time as a multiple of the language's own way, unchecked: lower is better" font ",15" offset 0, 0.6
set style fill solid 1 border
set boxwidth 0.8
set key outside top center horizontal
set xtics rotate by 30 right scale 0
set lmargin 14

# Bars end there, and say how far they would go.
TOP = 6
clipped(value) = value > TOP ? TOP : value

# One group of bars a language, beside each other.
count = words(languages)
array start[5]
start[1] = 0
do for [i = 1:count] {
  stats folder."/bindings/".word(languages, i).".tsv" using 4 nooutput
  start[i + 1] = start[i] + STATS_records + 1
}
set yrange [0:TOP] # not before: it would leave bars out of the count
set xrange [-1:start[count + 1] - 1]
plot for [i = 1:count] folder."/bindings/".word(languages, i).".tsv" using ($0 + start[i]):(clipped($4)):xticlabels(1) \
       with boxes linecolor rgb colours[i] title word(languages, i), \
     for [i = 1:count] folder."/bindings/".word(languages, i).".tsv" using ($0 + start[i]):(clipped($4)):(sprintf("%.2g", $4)) \
       with labels offset 0, 0.6 font ",11" notitle, \
     1 with lines linecolor rgb "#303030" notitle
